package io.lifecycle4j.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Compares storage with the least work of any program for the same task.
 *
 * <p>Both sides work in turn on the same files in one process, after warm-up rounds; the ratio is
 * the median of the pairs, so that other load on the machine affects both sides. The sides take
 * turns in beginning a pair. Each waits until earlier writes and deletions are on the device,
 * because otherwise the second side would pay for them.
 */
final class StorageComparisons {
  /** All comparisons, in the order in which they run. */
  static final List<PeerComparison> ALL =
      List.of(
          new PeerComparison("pack-20000-files", "raw", 1, 0.8),
          new PeerComparison("snapshot-20000-files-vs-raw", "raw", 1, 0.667), // 1 / 1.5
          new PeerComparison("snapshot-20000-files-vs-dvc", "dvc", 1, 5),
          new PeerComparison("snapshot-1-gib-vs-dvc", "dvc", 1, 1.5),
          new PeerComparison("snapshot-unchanged-100000-files", "walk", 1, 0.25),
          new PeerComparison("snapshot-unchanged-100000-files-vs-dvc", "dvc", 1, 5),
          new PeerComparison("hash-1-gib", "openssl", 1, 0.834), // a 1.2th
          new PeerComparison("csv-1000000-rows", "fastcsv", 1, 0.5),
          new PeerComparison("csv-snapshot-vs-plain-read", "fastcsv", 1, 0.25),
          new PeerComparison("csv-snapshot-vs-great-expectations", "ge", 1, 1.5),
          new PeerComparison("csv-snapshot-vs-pandera", "pandera", 1, 0.667)); // 1 / 1.5

  private static final int WARM_UP = 3;

  /**
   * More rounds against a bare loop, which is compiled at once, while compiling the library takes
   * seconds on the same cores.
   */
  private static final int WARM_UP_BESIDE_RAW = 12;

  private static final int PAIRS = 9;

  /** A file system in memory. */
  private static final Path MEMORY = Path.of("/dev/shm");

  /** The host reclaims a sixteenth of the free memory at a time. */
  private static final int TOUCHED = 5;

  private StorageComparisons() {}

  /** Two ways to do the same work. */
  interface Contest extends AutoCloseable {
    default void prepare() throws IOException {}

    /** Returns how many bytes each side writes, if they are so many that memory matters. */
    default long bytes() {
      return 0;
    }

    void ours() throws IOException, InterruptedException;

    void peer() throws IOException, InterruptedException;

    /** Does the work of the other side, and returns its duration. */
    default double peerSeconds() throws IOException, InterruptedException {
      return seconds(this::peer);
    }

    @Override
    void close() throws IOException;
  }

  /** Work whose time is measured. */
  @FunctionalInterface
  interface Work {
    void run() throws IOException, InterruptedException;
  }

  static void compare(PeerComparison comparison) throws IOException, InterruptedException {
    Optional<String> missing = Peers.missing(comparison.peer());
    if (missing.isPresent()) {
      System.out.println(comparison.name() + " " + missing.get());
      return;
    }
    Path directory = TemporaryDirectory.create();
    try (Contest contest = contest(comparison, directory)) {
      List<Double> ours = new ArrayList<>();
      List<Double> peer = new ArrayList<>();
      List<Double> ratios = new ArrayList<>();
      int warmUp = comparison.peer().equals("raw") ? WARM_UP_BESIDE_RAW : WARM_UP;
      for (int i = -warmUp; i < PAIRS; i++) {
        contest.prepare();
        settle(directory);
        double theirs = i % 2 == 0 ? 0 : contest.peerSeconds();
        touch(contest.bytes());
        settle(directory);
        double mine = seconds(contest::ours);
        settle(directory);
        theirs = i % 2 == 0 ? contest.peerSeconds() : theirs;
        if (i == -warmUp) {
          System.out.printf(Locale.ROOT, "  first    %.3f s%n", mine);
        }
        if (i >= 0) {
          ours.add(mine);
          peer.add(theirs);
          ratios.add(theirs / mine);
        }
      }
      print("ours", ours);
      print(comparison.peer(), peer);
      System.out.println(comparison.line(ratios));
    } finally {
      TemporaryDirectory.delete(directory);
    }
  }

  /** Completes pending work of the file system: an fsync commits its whole journal. */
  static void settle(Path directory) throws IOException {
    Path file = directory.resolve("settled");
    for (int i = 0; i < 2; i++) { // The second also waits for discards that the first caused.
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(new byte[] {(byte) i}), channel.size());
        channel.force(true);
      }
    }
  }

  /**
   * Uses and frees several times as much memory as will be written. A virtual machine that returned
   * memory to its host gets it back page by page, which takes longer than writing; the script of
   * the peer does the same before its turn.
   */
  private static void touch(long bytes) throws IOException {
    if (Files.isDirectory(MEMORY)) {
      Path file = Files.createTempFile(MEMORY, "lifecycle4j-touched-", null);
      byte[] piece = new byte[1 << 20];
      try (OutputStream out = Files.newOutputStream(file)) {
        for (long written = 0; written < TOUCHED * bytes; written += piece.length) {
          out.write(piece);
        }
      } finally {
        Files.delete(file);
      }
    }
  }

  private static Contest contest(PeerComparison comparison, Path directory) throws IOException {
    return switch (comparison.name()) {
      case "pack-20000-files" -> new PackedFiles(directory);
      case "snapshot-20000-files-vs-raw", "snapshot-20000-files-vs-dvc" ->
          new FolderSnapshot(directory, 20_000, 1 << 12, comparison.peer());
      case "snapshot-1-gib-vs-dvc" -> new FolderSnapshot(directory, 1, 1 << 30, comparison.peer());
      case "snapshot-unchanged-100000-files", "snapshot-unchanged-100000-files-vs-dvc" ->
          new UnchangedFolder(directory, comparison.peer());
      case "hash-1-gib" -> new HashedFile(directory);
      case "csv-1000000-rows" -> new MillionRows(directory);
      default -> new CsvSnapshot(directory, comparison.peer());
    };
  }

  static double seconds(Work work) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    work.run();
    return (System.nanoTime() - begin) / 1e9;
  }

  private static void print(String side, List<Double> seconds) {
    System.out.printf(
        Locale.ROOT,
        "  %-8s %.3f s (%.3f to %.3f)%n",
        side,
        PeerComparison.median(seconds),
        Collections.min(seconds),
        Collections.max(seconds));
  }
}
