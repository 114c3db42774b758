package io.lifecycle4j.core.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Together;
import io.lifecycle4j.core.storage.Fold;
import io.lifecycle4j.core.storage.SmallSegments;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.crashkit.FaultyFileSystem.Operation;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.UnknownOutcomeException;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a writer believes of a journal that another one, of another process, wrote meanwhile. */
class JournalProcessesTest {
  private static final int SEGMENT = 400;

  @TempDir private Path home;
  private final FaultyFileSystem otherDisk = new FaultyFileSystem();
  private final FaultyFileSystem ourDisk = new FaultyFileSystem();
  private Medium other;
  private Medium ours;

  @BeforeEach
  void openBoth() {
    other = SmallSegments.open(otherDisk.path(home), SEGMENT);
    ours = SmallSegments.open(ourDisk.path(home), SEGMENT);
    theirLog().append(power("first"));
    ourLog().append(power("second"));
  }

  @AfterEach
  void closeBoth() {
    try (Medium first = other;
        Medium second = ours) {
      assertThat(first).isNotSameAs(second);
    } catch (LifecycleException e) {
      // a test that broke a disk cannot close well
    }
  }

  private Journal theirLog() {
    return other.journals().shared("log");
  }

  private Journal ourLog() {
    return ours.journals().shared("log");
  }

  private static Batch power(String text) {
    return Fixtures.batch(Batch.ANY, Durability.POWER, text);
  }

  private void fillASegment() {
    for (int i = 0; i < 4; i++) {
      theirLog().append(power("x".repeat(100)));
    }
  }

  private static List<String> record(FaultyFileSystem disk) {
    List<String> trace = Collections.synchronizedList(new ArrayList<>());
    disk.fail(
        (operation, path) -> {
          trace.add(operation + " " + path.getFileName());
          return null;
        });
    return trace;
  }

  /** Its writer may have died between the name and the force of the directory. */
  @Test
  void forcesTheDirectoryBeforeItWritesToASegmentThatAnotherMade() {
    fillASegment();
    theirLog().append(power("rolled"));
    List<String> trace = record(ourDisk);
    ourLog().append(power("ours"));
    assertThat(trace.subList(0, trace.lastIndexOf("WRITE " + active()))).contains("FORCE log");
  }

  private String active() {
    return String.valueOf(Tree.journal(home, "log").getFileName());
  }

  @Test
  void copiesASegmentWhoseForceFailedElsewhere() {
    otherDisk.fail(
        (operation, path) ->
            operation == Operation.FORCE && path.toString().endsWith(".l4j")
                ? new IOException("dead")
                : null);
    String before = active();
    assertThatThrownBy(() -> theirLog().append(power("unknown")))
        .isInstanceOf(UnknownOutcomeException.class);
    assertThat(ourLog().append(power("ours"))).isEqualTo(4);
    assertThat(active()).isNotEqualTo(before);
    assertThat(Fixtures.texts(ourLog().read(1)))
        .containsExactly("first", "second", "unknown", "ours");
  }

  /** It can be read before it is on the device: an answer that stands on it must not be lost. */
  @Test
  void forcesWhatAnotherAppendedBeforeItAnswersFromIt() {
    Fold<List<String>> texts = new Fold<>(ourLog(), new ArrayList<>(), JournalProcessesTest::add);
    theirLog().append(Fixtures.batch(Batch.ANY, Durability.PROCESS, "theirs"));
    List<String> trace = record(ourDisk);
    List<String> seen = texts.decide(all -> Fold.Decision.nothing(List.copyOf(all)));
    assertThat(seen).containsExactly("first", "second", "theirs");
    assertThat(trace).contains("FORCE " + active());
    trace.clear();
    texts.decide(all -> Fold.Decision.nothing(all.size()));
    assertThat(trace).noneMatch(operation -> operation.startsWith("FORCE"));
  }

  private static void add(List<String> all, JournalEntry entry) {
    all.add(new String(entry.payload(), StandardCharsets.UTF_8));
  }

  @Test
  void keepsTheSegmentWhenAnotherOnlyPublishedAHead() {
    String before = active();
    try (Medium third = SmallSegments.open(home, SEGMENT)) {
      third.journals().shared("log").append(power("third")); // copies, and closes with a head
    }
    String copied = active();
    assertThat(copied).isNotEqualTo(before);
    ourLog().append(power("ours"));
    theirLog().append(power("theirs"));
    assertThat(active()).isEqualTo(copied);
    assertThat(Fixtures.texts(ourLog().read(1)))
        .containsExactly("first", "second", "third", "ours", "theirs");
  }

  @Test
  void knowsATokenThatAnotherAppendedSegmentsAgo() {
    Batch batch = power("once");
    assertThat(theirLog().append(batch)).isEqualTo(3);
    fillASegment();
    fillASegment();
    fillASegment();
    assertThat(ourLog().append(batch)).isEqualTo(3);
    try (Medium third = SmallSegments.open(home, SEGMENT)) {
      assertThat(third.journals().shared("log").append(batch)).isEqualTo(3);
    }
  }

  @Test
  void knowsATokenOfATrimmedJournalAsLongAsItIsThere() {
    Journal run = ours.journals().owned("run");
    Batch batch = power("once");
    run.append(power("x".repeat(300)));
    run.append(batch);
    run.append(power("y".repeat(300)));
    run.trim(2);
    run.close();
    assertThat(ours.journals().owned("run").append(batch)).isEqualTo(2);
  }

  @Test
  @OnlyLarger
  void readsAJournalToItsEndWhileAnotherForcesEveryEntry() throws Exception {
    int entries = 1_000;
    Together.run(
        3,
        thread -> {
          if (thread == 0) {
            IntStream.range(0, entries).forEach(i -> theirLog().append(power("e" + i)));
          } else {
            readOn(entries + 2);
          }
          return thread;
        });
  }

  private void readOn(int entries) {
    int seen = 0;
    while (seen < entries) {
      int now = ours.journals().read("log", 1).size();
      assertThat(now).isGreaterThanOrEqualTo(seen);
      seen = now;
    }
  }
}
