using Stores;

switch (args)
{
    case ["live", var name, var directory] when Pairs.Names.Contains(name):
        Pairs.Write(name, directory, Console.Out);
        return 0;
    case ["recover", var name] when Pairs.Names.Contains(name):
        Pairs.Recover(name, Console.In, Console.Out);
        return 0;
    default:
        Console.Error.WriteLine(
            $"usage: Stores live STORE DIR | recover STORE, where STORE is one of {string.Join(", ", Pairs.Names)}");
        return 2;
}
