package io.lifecycle4j.core.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.ChildJvm;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.JournalEntry;
import io.lifecycle4j.storage.Medium;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes die at any moment; what they were told to be stored is there. */
@Timeout(3_600)
class KillStormTest {
  private static final int ROUNDS = Boolean.getBoolean("deep") ? 300 : 20;
  private static final int WORKERS = 2;
  private static final long SEED = Long.getLong("seed", 20_260_102);

  @TempDir private Path directory;
  private final Random random = new Random(SEED);
  private final List<String> workers = new ArrayList<>();

  @Test
  void losesNothingThatWasAcknowledged() throws Exception {
    System.out.println("seed " + SEED + ", " + ROUNDS + " rounds");
    int acknowledged = 0;
    for (int round = 0; round < ROUNDS; round++) {
      runAndKill(round);
      acknowledged = check();
    }
    System.out.println(acknowledged + " steps acknowledged, none lost");
    assertThat(acknowledged).isGreaterThan(ROUNDS * WORKERS);
  }

  @Test
  void keepsProcessesThatEndWellOutOfEachOthersWay() throws Exception {
    int batches = 60;
    List<ChildJvm> children = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        String worker = "w" + i;
        workers.add(worker);
        children.add(start(worker, batches));
      }
      for (ChildJvm child : children) {
        assertThat(child.awaitEnd()).hasSizeGreaterThanOrEqualTo(batches);
      }
    } finally {
      children.forEach(ChildJvm::close);
    }
    assertThat(check()).isGreaterThanOrEqualTo(4 * batches);
  }

  private ChildJvm start(String worker, int batches) throws IOException {
    return ChildJvm.start(
        StormWorker.class, home(), worker, acks(worker), random.nextLong(), batches);
  }

  private Path home() {
    return directory.resolve("home");
  }

  private Path acks(String worker) {
    return directory.resolve("acks-" + worker);
  }

  private void runAndKill(int round) throws Exception {
    List<ChildJvm> children = new ArrayList<>();
    try {
      for (int i = 0; i < WORKERS; i++) {
        String worker = "w" + round + "-" + i;
        workers.add(worker);
        children.add(start(worker, Integer.MAX_VALUE));
      }
      for (ChildJvm child : children) {
        int steps = 1 + random.nextInt(60);
        assertThat(child.awaitLines(steps)).hasSize(steps);
        spin(random.nextInt(3_000_000)); // so that death comes anywhere in a step
        child.kill();
      }
    } finally {
      children.forEach(ChildJvm::close);
    }
  }

  private static void spin(int nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  private int check() throws IOException {
    int acknowledged = 0;
    try (Medium medium = Media.file(home())) {
      List<JournalEntry> log = medium.journals().read("log", 1);
      assertThat(log)
          .extracting(JournalEntry::sequence)
          .containsExactlyElementsOf(LongStream.rangeClosed(1, log.size()).boxed().toList());
      List<String> shared = Fixtures.texts(log);
      for (String worker : workers) {
        List<String> acks = AckFile.read(acks(worker));
        acknowledged += acks.size();
        List<String> mine = shared.stream().filter(text -> text.startsWith(worker + ".")).toList();
        checkBatches(worker, "log", acks, mine);
        checkBatches(
            worker, "run", acks, Fixtures.texts(medium.journals().read("run-" + worker, 1)));
        checkBlobs(medium, acks);
      }
      for (BlobId id : medium.blobs().list()) {
        assertThat(Fixtures.hash(medium.blobs().read(id))).isEqualTo(id);
      }
      // what a new writer appends comes behind all that, wherever the last one died
      assertThat(medium.journals().shared("log").append(Fixtures.batch("check")))
          .isEqualTo(log.size() + 1);
    }
    return acknowledged;
  }

  /** All acknowledged batches in order, whole and once; then at most the one under way. */
  private static void checkBatches(
      String worker, String journal, List<String> acks, List<String> found) {
    List<String> wanted = new ArrayList<>();
    Set<Integer> numbers = new TreeSet<>();
    for (String ack : acks) {
      String[] words = ack.split(" ", -1);
      if (words[0].equals(journal)) {
        numbers.add(Integer.parseInt(words[1]));
        wanted.addAll(texts(worker, words[1], Integer.parseInt(words[2])));
      }
    }
    assertThat(found.subList(0, Math.min(found.size(), wanted.size())))
        .describedAs("%s of %s, seed %s", journal, worker, SEED)
        .isEqualTo(wanted);
    List<String> more = found.subList(wanted.size(), found.size());
    if (!more.isEmpty()) {
      String[] parts = more.get(0).split("\\.", -1);
      assertThat(numbers).doesNotContain(Integer.parseInt(parts[1]));
      assertThat(more).isEqualTo(texts(worker, parts[1], Integer.parseInt(parts[3])));
    }
  }

  private static List<String> texts(String worker, String n, int size) {
    return IntStream.range(0, size).mapToObj(i -> worker + "." + n + "." + i + "." + size).toList();
  }

  private static void checkBlobs(Medium medium, List<String> acks) {
    for (String ack : acks) {
      if (ack.startsWith("blob ")) {
        assertThat(medium.blobs().contains(new BlobId(ack.substring(5)))).isTrue();
      }
    }
  }
}
