package io.lifecycle4j.crashkit;

import io.lifecycle4j.crashkit.Change.Write;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Disks that do something else than they were asked to, each as a program with a durability bug
 * would have asked them: seeded bugs for the explorer to find.
 */
public final class LyingDisks {
  private static final int PAGE = 4_096;

  private LyingDisks() {}

  /**
   * Returns a disk that forgets some forces.
   *
   * @param forgets whether, for the path of a file or directory and whether it is a directory
   * @return makes the disk
   */
  public static UnaryOperator<Disk> forgetsForce(BiPredicate<String, Boolean> forgets) {
    return disk ->
        new Disk(disk) {
          @Override
          synchronized void force(Inode inode) {
            if (!forgets.test(path(inode), inode.directory)) {
              super.force(inode);
            }
          }
        };
  }

  /** A file is forced once; later forces of it are thought to be in vain. */
  static Disk forcesOnce(Disk disk) {
    return new Disk(disk) {
      private final Set<Inode> forced = new HashSet<>();

      @Override
      synchronized void force(Inode inode) {
        if (inode.directory || forced.add(inode)) {
          super.force(inode);
        }
      }
    };
  }

  /** A force reaches the first page of a file only; the next one reaches the rest. */
  static Disk forcesFirstPage(Disk disk) {
    return new Disk(disk) {
      private final List<Write> rest = new ArrayList<>();

      @Override
      synchronized int write(Inode file, long offset, byte[] bytes) {
        int first = (int) Math.max(0, Math.min(bytes.length, PAGE - offset));
        if (first > 0) {
          super.write(file, offset, Arrays.copyOf(bytes, first));
        }
        if (first < bytes.length) {
          byte[] behind = Arrays.copyOfRange(bytes, first, bytes.length);
          Write write = new Write(file.number, offset + first, behind);
          replay(write);
          rest.add(write);
        }
        return bytes.length;
      }

      @Override
      synchronized void force(Inode inode) {
        super.force(inode);
        rest.forEach(this::recordLate);
        rest.clear();
      }
    };
  }

  /** The directory is forced where the file should be. */
  static Disk forcesTheDirectoryInstead(Disk disk) {
    return new Disk(disk) {
      private final Map<Inode, Inode> parents = new HashMap<>();

      @Override
      synchronized Inode create(Inode parent, String name, boolean directory) {
        Inode inode = super.create(parent, name, directory);
        parents.put(inode, parent);
        return inode;
      }

      @Override
      synchronized void force(Inode inode) {
        super.force(inode.directory ? inode : parents.getOrDefault(inode, root()));
      }
    };
  }

  /** A write is acknowledged before it is forced: with the next change. */
  static Disk forcesLate(Disk disk) {
    return new Disk(disk) {
      private final List<Inode> late = new ArrayList<>();

      @Override
      synchronized void force(Inode inode) {
        if (inode.directory) {
          super.force(inode);
        } else {
          late.add(inode);
        }
      }

      @Override
      synchronized int write(Inode file, long offset, byte[] bytes) {
        late.forEach(super::force);
        late.clear();
        return super.write(file, offset, bytes);
      }
    };
  }

  /** A file gets its name first and is forced then. */
  static Disk forcesAfterTheName(Disk disk) {
    return new Disk(disk) {
      private @Nullable Inode waiting;

      @Override
      synchronized void force(Inode inode) {
        Inode before = waiting;
        waiting = inode.directory ? null : inode;
        if (inode.directory) {
          super.force(inode);
        }
        if (before != null) {
          super.force(before);
        }
      }
    };
  }

  /** A directory is forced before a name is made in it, not after. */
  static Disk forcesDirectoriesBefore(Disk disk) {
    return new Disk(disk) {
      @Override
      synchronized void force(Inode inode) {
        if (!inode.directory) {
          super.force(inode);
        }
      }

      @Override
      synchronized Inode create(Inode parent, String name, boolean directory) {
        super.force(parent);
        return super.create(parent, name, directory);
      }

      @Override
      synchronized void link(Inode parent, String name, Inode file) {
        super.force(parent);
        super.link(parent, name, file);
      }

      @Override
      synchronized void rename(Inode from, String old, Inode parent, String name) {
        super.force(parent);
        super.rename(from, old, parent, name);
      }
    };
  }

  /** A file is replaced by writing over it. */
  static Disk replacesInPlace(Disk disk) {
    return new Disk(disk) {
      @Override
      synchronized void rename(Inode from, String old, Inode parent, String name) {
        Inode there = parent.entries.get(name);
        if (there == null) {
          super.rename(from, old, parent, name);
        } else {
          byte[] bytes = java.util.Objects.requireNonNull(from.entries.get(old)).content();
          super.truncate(there, 0);
          super.write(there, 0, bytes);
          super.force(there);
          super.unlink(from, old);
        }
      }
    };
  }

  /** Half of a write is done and all of it reported, as by a program that does not look. */
  static Disk swallowsShortWrites(Disk disk) {
    return new Disk(disk) {
      @Override
      synchronized int write(Inode file, long offset, byte[] bytes) {
        super.write(file, offset, Arrays.copyOf(bytes, (bytes.length + 1) / 2));
        return bytes.length;
      }
    };
  }

  /** What is written stays in the process until it is forced. */
  static Disk keepsWritesInTheProcess(Disk disk) {
    return new Disk(disk) {
      private final List<Write> kept = new ArrayList<>();

      @Override
      synchronized int write(Inode file, long offset, byte[] bytes) {
        Write write = new Write(file.number, offset, bytes);
        replay(write);
        kept.add(write);
        return bytes.length;
      }

      @Override
      synchronized void force(Inode inode) {
        kept.forEach(this::recordLate);
        kept.clear();
        super.force(inode);
      }
    };
  }

  /** A file is moved by copying it. */
  static Disk movesByCopying(Disk disk) {
    return new Disk(disk) {
      @Override
      synchronized void rename(Inode from, String old, Inode parent, String name) {
        byte[] bytes = java.util.Objects.requireNonNull(from.entries.get(old)).content();
        Inode copy = super.create(parent, name, false);
        if (bytes.length > 0) {
          super.write(copy, 0, bytes);
        }
        super.unlink(from, old);
      }
    };
  }

  /** A file is replaced by deleting it and then giving its name to another. */
  static Disk replacesByDeleting(Disk disk) {
    return new Disk(disk) {
      @Override
      synchronized void rename(Inode from, String old, Inode parent, String name) {
        if (parent.entries.containsKey(name)) {
          super.unlink(parent, name);
          super.force(parent);
        }
        super.rename(from, old, parent, name);
      }
    };
  }

  /**
   * Returns a disk that grants every lock.
   *
   * @param disk its content
   * @return the disk
   */
  public static Disk grantsEveryLock(Disk disk) {
    return new Disk(disk) {
      @Override
      synchronized Object lock(Inode file, Object process) {
        return process;
      }
    };
  }

  /**
   * Returns a disk without a bug that reads and writes little at a time, as every disk may.
   *
   * @param bytes how much a call reads or writes at most
   * @return makes the disk
   */
  public static UnaryOperator<Disk> doesLittle(int bytes) {
    return disk ->
        new Disk(disk) {
          @Override
          synchronized int write(Inode file, long offset, byte[] all) {
            return super.write(file, offset, Arrays.copyOf(all, Math.min(bytes, all.length)));
          }

          @Override
          synchronized int read(int available) {
            return Math.min(bytes, available);
          }
        };
  }

  /**
   * Lists the bugs that a power cut or the death of the process shows, whatever the layout.
   *
   * @return by name, what makes the disk
   */
  public static Map<String, UnaryOperator<Disk>> all() {
    Map<String, UnaryOperator<Disk>> all = new java.util.LinkedHashMap<>();
    all.put("forgets to force files", forgetsForce((path, directory) -> !directory));
    all.put("forgets to force directories", forgetsForce((path, directory) -> directory));
    all.put("forces a file once", LyingDisks::forcesOnce);
    all.put("forces the first page", LyingDisks::forcesFirstPage);
    all.put("forces the directory in place of the file", LyingDisks::forcesTheDirectoryInstead);
    all.put("acknowledges before it forces", LyingDisks::forcesLate);
    all.put("forces a file after it has its name", LyingDisks::forcesAfterTheName);
    all.put("forces a directory before it has the name", LyingDisks::forcesDirectoriesBefore);
    all.put("swallows short writes", LyingDisks::swallowsShortWrites);
    all.put("keeps writes in the process", LyingDisks::keepsWritesInTheProcess);
    all.put("moves by copying", LyingDisks::movesByCopying);
    all.put("replaces by deleting first", LyingDisks::replacesByDeleting);
    all.put("replaces in place", LyingDisks::replacesInPlace);
    return all;
  }
}
