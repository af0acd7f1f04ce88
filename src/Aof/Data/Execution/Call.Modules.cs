using Aof.Data.Modules;
using Aof.Data.Primitives;

namespace Aof.Data.Execution;

/// <content>How a module's command changes what a key holds.</content>
public sealed partial class Call
{
    /// <summary>
    /// Puts a value in the place of the one that the key holds, whose deadline stays, or takes the key away, and with
    /// that the command has changed something. A command looks at all its keys (<see cref="Find(Bytes)"/>) before it
    /// stores the first: one that is past its deadline is deleted, and logged, before the command.
    /// </summary>
    /// <param name="key">The key, in the client's database.</param>
    /// <param name="value">The value; null: the key goes.</param>
    public void Store(Bytes key, ModuleValue? value)
    {
        if (value is null)
        {
            _ = Database.Remove(key);
        }
        else
        {
            Database.Replace(key, value);
        }

        Changed(key);
    }
}
