using System.Runtime.InteropServices;

namespace Sim.Kernel.Device;

/// <summary>This program, to start it again as another process. The process may be that of a test.</summary>
internal static class OwnProgram
{
    /// <summary>The runtime of this process.</summary>
    public static string Dotnet =>
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));

    /// <summary>The first argument of the runtime.</summary>
    public static string Assembly => Path.Combine(AppContext.BaseDirectory, "Sim.dll");
}
