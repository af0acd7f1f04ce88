namespace Aof.Rdb;

/// <summary>What a module has written: numbers and strings, each with its kind before it (rdbLoadCheckModuleValue()).</summary>
internal static class ModuleRecord
{
    private const ulong End = 0, Signed = 1, Unsigned = 2, Float = 3, Double = 4, String = 5;

    /// <summary>Reads over a record, its end included.</summary>
    public static bool Skip(RdbInput input)
    {
        var start = input.Offset;
        while (input.Length(out var kind))
        {
            if (kind == End)
            {
                return true;
            }

            var isRead = kind switch
            {
                Signed or Unsigned => input.Length(out _),
                Float => input.Take(4, out _),
                Double => input.Take(8, out _),
                String => input.Blob(out _),
                _ => input.Fail(start, "a record of a module with a part of unknown kind"),
            };
            if (!isRead)
            {
                return false;
            }

            start = input.Offset;
        }

        return false;
    }
}
