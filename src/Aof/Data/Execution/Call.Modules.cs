using Aof.Data.Modules;
using Aof.Data.Primitives;

namespace Aof.Data.Execution;

/// <content>Changes of keys by a module's command.</content>
public sealed partial class Call
{
    /// <summary>
    /// Replaces the value of a key and keeps its deadline, or removes the key; counts as a change.
    /// A command must look up all its keys (<see cref="Find(Bytes)"/>) before it stores the first. An expired key is
    /// deleted and logged before the command.
    /// </summary>
    /// <param name="key">The key, in the client's database.</param>
    /// <param name="value">The value; null removes the key.</param>
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
