package io.lifecycle4j.core.badinputs;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes paths that lead to what is no ordinary file. */
final class Places {
  private Places() {}

  /** Makes what a name of the catalogue says, in the directory of a sandbox. */
  static Path make(String what, Path directory) throws Exception {
    Path there = directory.resolve("place-" + what);
    return switch (what) {
      case "missing" -> there;
      case "empty" -> Files.exists(there) ? there : Files.createFile(there);
      case "directory" -> Files.createDirectories(there);
      case "folder-with-link" -> folder(there, directory.resolve("secret.csv"));
      case "folder-loop" -> folder(there, there);
      case "link" -> link(there, directory.resolve("secret.csv"));
      case "loop" -> link(there, there);
      case "nowhere" -> link(there, directory.resolve("nothing"));
      case "link-to-directory" -> link(there, directory.resolve("home-evil"));
      case "growing" -> Files.writeString(there, "a,b\n" + "1,x\n".repeat(size(there)));
      case "sparse" -> sparse(there, 1L << 40);
      case "zero" -> Path.of("/dev/zero");
      case "mem" -> Path.of("/proc/self/mem");
      case "fifo" -> fifo(there);
      case "empty-path" -> Path.of("");
      case "root" -> Path.of("/");
      default -> throw new IllegalArgumentException(what);
    };
  }

  private static int size(Path file) throws IOException {
    return Files.exists(file) ? (int) Files.size(file) : 1;
  }

  private static Path sparse(Path file, long length) throws IOException {
    try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw")) {
      opened.setLength(length);
    }
    return file;
  }

  private static Path link(Path link, Path target) throws IOException {
    return Files.isSymbolicLink(link) ? link : Files.createSymbolicLink(link, target);
  }

  /** A folder of a label whose image is a link, and so leads out or back. */
  private static Path folder(Path there, Path target) throws IOException {
    Path label = Files.createDirectories(there.resolve("label"));
    link(label.resolve("a.png"), target);
    return there;
  }

  private static Path fifo(Path there) throws Exception {
    if (!Files.exists(there)) {
      int code = new ProcessBuilder("mkfifo", there.toString()).start().waitFor();
      if (code != 0) {
        throw new IOException("mkfifo " + there + " ended with " + code);
      }
    }
    return there;
  }
}
