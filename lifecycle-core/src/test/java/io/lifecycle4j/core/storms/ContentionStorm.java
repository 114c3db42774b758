package io.lifecycle4j.core.storms;

import io.lifecycle4j.contract.ChildJvm;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.Medium;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Processes write to one home at the same time, and read it. Afterwards all that was acknowledged
 * is there, once, where it was acknowledged, in the order of each writer, and nothing else.
 */
public final class ContentionStorm {
  private final URI home;
  private final Path directory;
  private final Random random;
  private final int processes;
  private final List<KillWrite> writes = new ArrayList<>();
  private final List<String> tails = new ArrayList<>();
  private long reads;

  /**
   * Creates a storm.
   *
   * @param home the location of the home
   * @param directory for notes, outside of the home
   * @param seed chooses what is written
   * @param processes how many
   */
  public ContentionStorm(URI home, Path directory, long seed, int processes) {
    this.home = home;
    this.directory = directory;
    this.random = new Random(seed);
    this.processes = processes;
  }

  /**
   * Writes and compares.
   *
   * @param seconds how long
   * @param least how many writes each writer makes, however little it gets of the machine
   * @throws Exception if a process fails
   */
  public void run(int seconds, int least) throws Exception {
    List<ChildJvm> children = new ArrayList<>();
    try (ContentionWatch watch = new ContentionWatch(ContentionWatch.PATIENCE)) {
      for (int i = 0; i < processes; i++) {
        ChildJvm child = start("c" + i, seconds, least);
        children.add(child);
        watch.add("c" + i, child, notes(i));
      }
      for (ChildJvm child : children) {
        hear(child, watch);
      }
    } finally {
      children.forEach(ChildJvm::close);
    }
    for (int i = 0; i < processes; i++) {
      for (int thread = 0; thread < ContentionWorker.WRITERS; thread++) {
        String worker = worker(i, thread);
        writes.addAll(KillWrite.read(worker, directory.resolve(worker)));
      }
    }
  }

  private ChildJvm start(String name, int seconds, int least) throws Exception {
    return ChildJvm.start(
        ChildArchive.options(),
        ContentionWorker.class,
        home,
        directory,
        name,
        random.nextLong(),
        seconds,
        least);
  }

  private static String worker(int process, int thread) {
    return "c" + process + "t" + thread;
  }

  private List<Path> notes(int process) {
    return IntStream.range(0, ContentionWorker.WRITERS)
        .mapToObj(thread -> directory.resolve(worker(process, thread)))
        .toList();
  }

  private void hear(ChildJvm child, ContentionWatch watch) throws Exception {
    try {
      child.awaitEnd().forEach(this::hear);
    } catch (IllegalStateException e) {
      throw new AssertionError("A process failed, hung are " + watch.hung(), e);
    }
  }

  private void hear(String line) {
    String[] words = line.split(" ", 2);
    if (words[0].equals("tail")) {
      tails.add(words[1]);
    } else {
      reads += Long.parseLong(words[1]);
    }
  }

  /** Compares what is there with what was acknowledged, and with what readers saw. */
  public void check() {
    List<KillWrite> all = new ArrayList<>(writes);
    all.addAll(ContentionWorker.hot());
    try (Medium medium = Medium.open(home)) {
      KillAudit audit = new KillAudit(all, ContentionWorker.kinds());
      audit.check(medium, Map.of());
      audit.checkOpened(medium);
      checkTail(KillJournals.SHARED, medium.journals().read(KillJournals.SHARED, 1));
      checkTail(KillJournals.CHAINED, medium.journals().read(KillJournals.CHAINED, 1));
    }
  }

  /** What a reader saw is what is there, up to where it stopped. */
  private void checkTail(String name, List<JournalEntry> entries) {
    for (String tail : tails) {
      String[] words = tail.split(" ", -1);
      if (words[0].equals(name)) {
        int count = Integer.parseInt(words[1]);
        int hash = entries.subList(0, count).stream().map(ContentionTail::sum).toList().hashCode();
        if (hash != Integer.parseInt(words[2])) {
          throw new AssertionError("A reader saw other entries: " + tail);
        }
      }
    }
  }

  /**
   * Counts the writes of a kind of outcome.
   *
   * @param outcome the outcome
   * @return how many
   */
  public long count(KillWrite.Outcome outcome) {
    return writes.stream().filter(write -> write.outcome() == outcome).count();
  }

  /**
   * Counts the readers that ended well, two journals for each process.
   *
   * @return how many
   */
  public int tails() {
    return tails.size();
  }

  /**
   * Counts the reads.
   *
   * @return how many
   */
  public long reads() {
    return reads;
  }

  /**
   * Returns what was written.
   *
   * @return the writes of all
   */
  public List<KillWrite> writes() {
    return List.copyOf(writes);
  }
}
