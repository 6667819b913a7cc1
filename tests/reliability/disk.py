"""A disk that forgets: what is written, what of it is synced, and the system calls of a recorded program applied to it.

What a disk may hold at a boundary:
  all      everything that was written
  synced   of each file what its last fsync wrote, of each folder the names at its last fsync
  names    the names as they are, the contents as synced
  data     the names as synced, the contents as they are
  torn     as synced, and of every write since then a random part in sectors of 512 bytes
"""

import re
from pathlib import Path

CALLS = "openat,write,pwrite64,ftruncate,rename,renameat,renameat2,link,linkat,unlink,unlinkat,mkdir,fsync,fdatasync,dup,dup2,close,chdir,exit_group"
SECTOR = 512
ANSWER = "answer"


def traced(log):
    """What stands before a command so that its calls are recorded."""
    return ["strace", "-f", "-qq", "-xx", "-s", "100000000", "-o", log, "-e", f"trace={CALLS}"]


class Disk:
    """Folders and files, as they are and as they are synced."""

    def __init__(self, syncs_files=True, syncs_folders=True):
        self.now, self.durable = {}, {}
        self.data, self.synced, self.since = {}, {}, {}
        self.folders = set()
        self.next = 0
        self.syncs_files, self.syncs_folders = syncs_files, syncs_folders

    def load(self, root):
        for path in sorted(root.rglob("*")):
            if path.is_dir():
                self.folders.add(str(path))
            else:
                inode = self.new(path.read_bytes())
                self.synced[inode] = self.data[inode]
                self.now[str(path)] = self.durable[str(path)] = inode

    def new(self, content=b""):
        self.next += 1
        self.data[self.next], self.synced[self.next], self.since[self.next] = content, b"", []
        return self.next

    def write(self, inode, at, content):
        self.data[inode] = put(self.data[inode], at, content)
        self.since[inode].append((at, content))

    def cut(self, inode, size):
        self.data[inode] = self.data[inode][:size].ljust(size, b"\0")
        self.since[inode].append((None, size))

    def sync(self, inode):
        if self.syncs_files:
            self.synced[inode], self.since[inode] = self.data[inode], []

    def sync_folder(self, folder):
        if not self.syncs_folders:
            return
        inside = lambda path: str(Path(path).parent) == folder
        for path in [path for path in self.durable if inside(path) and path not in self.now]:
            del self.durable[path]
        self.durable.update({path: inode for path, inode in self.now.items() if inside(path)})

    def states(self, torn, chance):
        yield "all", {path: self.data[inode] for path, inode in self.now.items()}
        yield "synced", {path: self.synced[inode] for path, inode in self.durable.items()}
        yield "names", {path: self.synced[inode] for path, inode in self.now.items()}
        yield "data", {path: self.data[inode] for path, inode in self.durable.items()}
        for number in range(torn):
            names = chance.choice([self.now, self.durable])
            yield f"torn {number}", {path: self.torn(inode, chance) for path, inode in names.items()}

    def torn(self, inode, chance):
        content = self.synced[inode]
        for at, what in self.since[inode]:
            if at is None:
                if chance.random() < 0.5:
                    content = content[:what].ljust(what, b"\0")
                continue
            for sector in range(0, len(what), SECTOR):
                if chance.random() < 0.5:
                    content = put(content, at + sector, what[sector:sector + SECTOR])
        return content


def put(content, at, what):
    return content[:at].ljust(at, b"\0") + what + content[at + len(what):]


LINE = re.compile(r"^\d+ +(\w+)\((.*)\) += (-?\d+)")
STRING = r'"((?:\\x[0-9a-f]{2})*)"'


def text(hexed):
    return bytes.fromhex(hexed.replace("\\x", ""))


def replay(log, disk, cwd):
    """Applies a log to a disk, call by call; gives a pause after each call that changed something, and after each answer."""
    files, folder = {}, str(cwd)
    absolute = lambda path: str(Path(folder, path.decode()).resolve()) if not path.startswith(b"/") else path.decode()
    for line in log.read_text(errors="replace").splitlines():
        match = LINE.match(line)
        if not match or int(match[3]) < 0:
            continue
        call, args, result = match[1], match[2], int(match[3])
        names = [absolute(text(found)) for found in re.findall(STRING, args)] if call not in ("write", "pwrite64") else []
        number = re.match(r"(\d+)", args)
        open_file = files.get(int(number[1])) if number else None
        if call == "openat":
            path = names[0]
            if path in disk.folders:
                files[result] = ["folder", path, 0]
            elif path in disk.now or "O_CREAT" in args:
                fresh = path not in disk.now
                if fresh:
                    disk.now[path] = disk.new()
                if "O_TRUNC" in args and not fresh:
                    disk.cut(disk.now[path], 0)
                files[result] = ["file", disk.now[path], 0]
                if fresh:
                    yield f"openat {Path(path).name}"
            continue
        if call == "close":
            files.pop(int(number[1]), None)
            continue
        if call in ("write", "pwrite64") and open_file and open_file[0] == "file":
            content = text(re.search(STRING, args)[1])[:result]
            at = int(args.rsplit(",", 1)[1]) if call == "pwrite64" else open_file[2]
            if call == "write":
                open_file[2] += result
            disk.write(open_file[1], at, content)
        elif call == "ftruncate" and open_file:
            disk.cut(open_file[1], int(args.rsplit(",", 1)[1]))
        elif call in ("fsync", "fdatasync") and open_file:
            disk.sync_folder(open_file[1]) if open_file[0] == "folder" else disk.sync(open_file[1])
        elif call.startswith("rename"):
            disk.now[names[1]] = disk.now.pop(names[0])
        elif call.startswith("link"):
            disk.now[names[1]] = disk.now[names[0]]
        elif call.startswith("unlink"):
            disk.now.pop(names[0], None)
        elif call == "mkdir":
            disk.folders.add(names[0])
        elif call == "write" and number[1] == "1" and not open_file:
            yield ANSWER
            continue
        else:
            continue
        yield call
