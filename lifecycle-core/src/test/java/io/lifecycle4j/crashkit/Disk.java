package io.lifecycle4j.crashkit;

import io.lifecycle4j.crashkit.Change.Create;
import io.lifecycle4j.crashkit.Change.FailedForce;
import io.lifecycle4j.crashkit.Change.Force;
import io.lifecycle4j.crashkit.Change.Link;
import io.lifecycle4j.crashkit.Change.Rename;
import io.lifecycle4j.crashkit.Change.Truncate;
import io.lifecycle4j.crashkit.Change.Unlink;
import io.lifecycle4j.crashkit.Change.Write;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that records every change.
 *
 * <p>The methods that change it are what a kernel does for a file system call; checks of names and
 * rights are made before, by the file system. A subclass that overrides one of them is a disk, or a
 * program, with a bug: see the seeded bugs. Thread-safe.
 */
public class Disk {
  private static final int ROOT = 0;

  private final Map<Integer, Inode> inodes = new HashMap<>();
  private final List<Change> trace = new ArrayList<>();
  private final Map<Inode, Object> locked = new HashMap<>();

  /** The files that were written, as they were when they were last forced. */
  private final Map<Integer, Inode> forced = new HashMap<>();

  private int next = 1;
  private long ticks;

  /** Creates an empty disk. */
  public Disk() {
    inodes.put(ROOT, new Inode(ROOT, true));
  }

  /**
   * Creates a disk with the content of another and an empty record.
   *
   * @param other the disk to copy
   */
  public Disk(Disk other) {
    synchronized (other) {
      other.inodes.values().forEach(inode -> inodes.put(inode.number, inode.copy()));
      for (Inode inode : other.inodes.values()) {
        inode.entries.forEach((name, entry) -> file(inode.number).entries.put(name, file(entry)));
      }
      next = other.next;
      ticks = other.ticks;
    }
  }

  final Inode root() {
    return file(ROOT);
  }

  private Inode file(Inode other) {
    return file(other.number);
  }

  final Inode file(int number) {
    return Objects.requireNonNull(inodes.get(number));
  }

  /**
   * Returns what was changed so far.
   *
   * @return the changes, in order
   */
  public final synchronized List<Change> trace() {
    return List.copyOf(trace);
  }

  /**
   * Tells how much was changed so far.
   *
   * @return the length of the record
   */
  public final synchronized int position() {
    return trace.size();
  }

  /**
   * Tells whether a file is locked.
   *
   * @return whether anybody holds a lock
   */
  public final synchronized boolean locked() {
    return !locked.isEmpty();
  }

  /** Makes a file or directory under a new name. */
  synchronized Inode create(Inode parent, String name, boolean directory) {
    return add(new Create(parent.number, name, next++, directory));
  }

  private Inode add(Create change) {
    replay(change);
    trace.add(change);
    return file(change.created());
  }

  synchronized int write(Inode file, long offset, byte[] bytes) {
    record(new Write(file.number, offset, bytes));
    return bytes.length;
  }

  /** Tells how much a call reads of what it could. */
  synchronized int read(int available) {
    return available;
  }

  synchronized void truncate(Inode file, long size) {
    record(new Truncate(file.number, size));
  }

  synchronized void force(Inode inode) {
    record(new Force(inode.number));
  }

  /** Fails to force a file as Linux does: its pages stay readable and count as clean. */
  final synchronized void failForce(Inode file) {
    record(new FailedForce(file.number));
  }

  synchronized void link(Inode parent, String name, Inode file) {
    record(new Link(parent.number, name, file.number));
  }

  synchronized void rename(Inode from, String old, Inode parent, String name) {
    int file = Objects.requireNonNull(from.entries.get(old)).number;
    record(new Rename(parent.number, name, from.number, old, file));
  }

  synchronized void unlink(Inode parent, String name) {
    record(new Unlink(parent.number, name));
  }

  /**
   * Takes the lock of a file.
   *
   * @return who holds it afterwards: the one who asked, or who was first
   */
  synchronized Object lock(Inode file, Object process) {
    Object holder = locked.putIfAbsent(file, process);
    return holder == null ? process : holder;
  }

  final synchronized boolean holds(Inode file, Object process) {
    return locked.get(file) == process;
  }

  /** Gives a lock back; closing any channel on a file does that too, as POSIX wants it. */
  synchronized void unlock(Inode file, Object process) {
    locked.remove(file, process);
  }

  /** Forgets what was written to a file since it was last forced, as a failed force may do. */
  final synchronized void loseUnforced(Inode file) {
    Inode before = forced.get(file.number);
    if (before != null) {
      file.become(before);
    }
  }

  final void record(Change change) {
    replay(change);
    trace.add(change);
  }

  /** Puts into the record what was replayed before. */
  final void recordLate(Change change) {
    trace.add(change);
  }

  /** Returns a path of a file or directory, or a text without a slash if it has no name. */
  final String path(Inode inode) {
    if (inode == root()) {
      return "/";
    }
    for (Inode parent : inodes.values()) {
      for (Map.Entry<String, Inode> entry : parent.entries.entrySet()) {
        if (entry.getValue() == inode) {
          String above = path(parent);
          return (above.equals("/") ? "" : above) + "/" + entry.getKey();
        }
      }
    }
    return "nowhere";
  }

  private void data(Inode file, Change change) {
    if (file.directory) {
      return;
    }
    if (change instanceof Force) {
      forced.put(file.number, file.copy());
      return;
    }
    if (!forced.containsKey(file.number)) {
      forced.put(file.number, file.copy());
    }
    if (change instanceof Write write) {
      file.write(write.offset(), write.bytes(), 0, write.bytes().length);
    } else if (change instanceof Truncate cut) {
      file.truncate(cut.size());
    }
  }

  /** Does a change without recording it. */
  final synchronized void replay(Change change) {
    Inode inode = file(change.inode());
    inode.modified = FileTime.fromMillis(++ticks);
    if (change instanceof Create create) {
      inodes.putIfAbsent(create.created(), new Inode(create.created(), create.directory()));
      inode.entries.put(create.name(), file(create.created()));
      next = Math.max(next, create.created() + 1);
    } else if (change instanceof Link link) {
      inode.entries.put(link.name(), file(link.file()));
    } else if (change instanceof Rename rename) {
      file(rename.from()).entries.remove(rename.old());
      inode.entries.put(rename.name(), file(rename.file()));
    } else if (change instanceof Unlink unlink) {
      inode.entries.remove(unlink.name());
    } else {
      data(inode, change);
    }
  }

  /** Makes sure that an inode is there though its name may be lost. */
  final synchronized void born(Create create) {
    inodes.putIfAbsent(create.created(), new Inode(create.created(), create.directory()));
    next = Math.max(next, create.created() + 1);
  }

  /** Returns a hash of all names and contents that can be reached. */
  final synchronized long hash() {
    return hash(root());
  }

  private static long hash(Inode directory) {
    long sum = 0;
    for (Map.Entry<String, Inode> entry : directory.entries.entrySet()) {
      Inode inode = entry.getValue();
      // added up, as the order of the names is none of the state
      sum += StateHash.of(entry.getKey(), inode.directory ? hash(inode) : ~inode.hash());
    }
    return StateHash.mix(sum + directory.entries.size());
  }

  /** Finds what a path leads to, or null. */
  final synchronized @Nullable Inode find(List<String> names) {
    Inode inode = root();
    for (String name : names) {
      inode = inode.entries.get(name);
      if (inode == null) {
        return null;
      }
    }
    return inode;
  }

  /** Counts the names that a file has. */
  final synchronized int links(Inode file) {
    return (int)
        inodes.values().stream()
            .flatMap(inode -> inode.entries.values().stream())
            .filter(entry -> entry == file)
            .count();
  }

  /**
   * Returns a file's content, to look at in a test.
   *
   * @param path names from the root, separated by slashes
   * @return a copy of its bytes, or null if there is no such file
   */
  public final byte @Nullable [] content(String path) {
    Inode inode = find(Arrays.stream(path.split("/")).filter(name -> !name.isEmpty()).toList());
    return inode == null || inode.directory ? null : inode.content();
  }
}
