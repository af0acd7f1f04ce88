using Stores;

switch (args)
{
    case ["live", var name, var directory]:
        Pairs.Write(name, directory, Console.Out);
        return 0;
    case ["recover", var name]:
        Pairs.Recover(name, Console.In, Console.Out);
        return 0;
    default:
        Console.Error.WriteLine(
            $"usage: Stores live STORE DIR | recover STORE, where STORE is one of {string.Join(", ", Pairs.Names)}");
        return 2;
}
