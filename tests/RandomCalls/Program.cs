using RandomCalls;
using Sim.Machine.Random;

// RandomCalls FIRST LAST DIR: for each seed, random calls on the files of a directory of its own. Threads, children,
// shared and duplicated descriptors, every way to write, mapped files, syncs, and changes of names.
const int steps = 40;
var (first, last, folder) = (int.Parse(args[0]), int.Parse(args[1]), Path.GetFullPath(args[2]));
for (var seed = first; seed <= last; seed++)
{
    var root = Path.Combine(folder, $"s{seed}");
    Directory.CreateDirectory(Path.Combine(root, "d", "e"));
    Directory.SetCurrentDirectory(root);
    var lives = new Life[3];
    for (var i = 0; i < lives.Length; i++)
    {
        // Only the first life has children: a child has copies of the descriptors of all threads.
        lives[i] = new Life(new Seed((ulong)seed).Fork(i).Stream(), root, i)
            .Begin().Go(i == 0 ? steps : steps / 2, forks: i == 0, ownFiles: true);
    }

    var threads = Array.ConvertAll(lives, life => new Thread(life.Run));
    Array.ForEach(threads, thread => thread.Start());
    Array.ForEach(threads, thread => thread.Join());
}
