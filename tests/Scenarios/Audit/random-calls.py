# random-calls.py SEED DIR: random calls on the files of a directory: threads, children, shared and duplicated
# descriptors, every way to write, syncs, and changes of names. Errors are part of it.
import mmap, os, random, sys, threading

STEPS = 40
seed, root = int(sys.argv[1]), sys.argv[2]
os.chdir(root)
for name in ("d", "d/e"):
    if not os.path.isdir(name):
        os.mkdir(name)


def life(draw, steps, shared, forks):
    own = list(shared)
    for _ in range(steps):
        try:
            step(draw, own, forks)
        except OSError:
            pass
    for fd in own[len(shared):]:
        os.close(fd)


def name(draw):
    return draw.choice(("a", "b", "c", "d/a", "d/b", "d/e/a", "./d/../a", os.path.join(root, "b")))


def data(draw):
    return bytes([draw.randrange(1, 256)]) * draw.choice((1, 7, 512, 4096, 5000, 20000))


def opened(draw):
    flags = draw.choice((os.O_WRONLY, os.O_RDWR)) | os.O_CREAT
    for more in (os.O_APPEND, os.O_TRUNC, os.O_DSYNC, os.O_SYNC, os.O_EXCL):
        flags |= more if draw.random() < 0.15 else 0
    return os.open(name(draw), flags, 0o644)


def step(draw, own, forks):
    fd = draw.choice(own) if own else None
    kind = draw.randrange(22)
    if kind < 3 or fd is None:
        own.append(opened(draw))
    elif kind < 6:
        os.write(fd, data(draw))
    elif kind == 6:
        os.writev(fd, [data(draw), b"", data(draw)])
    elif kind == 7:
        os.pwrite(fd, data(draw), draw.randrange(30000))
    elif kind == 8:
        os.pwritev(fd, [data(draw), data(draw)], draw.randrange(30000), draw.choice((0, os.RWF_SYNC, os.RWF_DSYNC)))
    elif kind == 9:
        os.ftruncate(fd, draw.randrange(30000))
    elif kind == 10:
        os.truncate(name(draw), draw.randrange(30000))
    elif kind == 11:
        os.posix_fallocate(fd, draw.randrange(20000), draw.randrange(1, 20000))
    elif kind == 12:
        os.lseek(fd, draw.randrange(30000), os.SEEK_SET)
    elif kind == 13:
        draw.choice((os.fsync, os.fdatasync))(fd)
    elif kind == 14:
        directory = os.open(draw.choice((".", "d", "d/e")), os.O_RDONLY)
        os.fsync(directory)
        os.close(directory)
    elif kind == 15:
        os.rename(name(draw), name(draw))
    elif kind == 16:
        os.unlink(name(draw))
    elif kind == 17:
        own.append(os.dup(fd))
    elif kind == 18:
        other = os.open(name(draw), os.O_RDONLY)
        if draw.random() < 0.5:
            draw.choice((lambda: os.copy_file_range(other, fd, 3000), lambda: os.sendfile(fd, other, 0, 3000)))()
        os.read(fd, 100)
        os.close(other)
    elif kind == 19:
        os.sync()
    elif kind == 20 and forks:
        child = os.fork()
        if child == 0:
            life(random.Random(draw.randrange(1 << 30)), 6, own, False)
            os._exit(0)
        life(random.Random(draw.randrange(1 << 30)), 3, [], False)
        os.waitpid(child, 0)
    else:
        os.mkdir(draw.choice(("x", "d/x", "d/e/x")) + str(draw.randrange(5)))


draw = random.Random(seed)
shared = [os.open(name, os.O_RDWR | os.O_CREAT, 0o644) for name in ("a", "d/a")]
threads = [threading.Thread(target=life, args=(random.Random(seed * 10 + i), STEPS // 2, [], False)) for i in range(2)]
for thread in threads:
    thread.start()
life(draw, STEPS // 2, shared, False)
for thread in threads:
    thread.join()

# Not while other threads run: Python's own locks would be copied.
life(draw, STEPS, shared, True)

with open("mapped", "w+b") as file:
    file.truncate(20000)
    view = mmap.mmap(file.fileno(), 20000)
    for _ in range(6):
        at = draw.randrange(19000)
        view[at:at + 900] = bytes([draw.randrange(256)]) * 900
        draw.choice((view.flush, lambda: os.pwrite(file.fileno(), b"w", at), lambda: os.fsync(file.fileno()), int))()
