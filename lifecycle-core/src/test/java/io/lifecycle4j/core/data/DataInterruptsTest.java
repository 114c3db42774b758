package io.lifecycle4j.core.data;

import static io.lifecycle4j.data.Splits.byHash;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Snapshot;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.storage.Content;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Calls on data in a home on disk, on a thread that is interrupted before or during them. */
@Timeout(120)
class DataInterruptsTest {
  private static final int INTERRUPTS = Volume.of(3, 9, 24); // of each call

  private static final String HEADER = "day,temp,riders\n";
  private static final int ROWS = 20_000;

  @TempDir private Path directory;
  private SampleHome home;
  private Path file;
  private final AtomicInteger number = new AtomicInteger();

  @BeforeEach
  void open() throws IOException {
    file = Files.writeString(directory.resolve("rides.csv"), HEADER + "Mon,1.5,7\n".repeat(ROWS));
    home = new SampleHome(Media.file(directory.resolve("home")));
    commit(home.rides(), HEADER + "Sun,2.5,9\n".repeat(ROWS));
    commit(home.rides(), HEADER + "Sun,2.5,9\nMon,1,1\n".repeat(ROWS / 2));
    reopen();
  }

  @AfterEach
  void close() {
    home.close();
  }

  /** Nothing that was read before is remembered. */
  private void reopen() {
    home.close();
    home = new SampleHome(Media.file(directory.resolve("home")));
  }

  private static DatasetVersion commit(Dataset dataset, String text) {
    return dataset
        .snapshot(Sources.csv("rides.csv", Content.of(text)))
        .schema(SampleHome.RIDES)
        .commit();
  }

  private Map<String, ThrowingCallable> calls() {
    Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
    Dataset rides = home.rides();
    calls.put("snapshot of bytes", () -> commit(rides, HEADER + number + ",1,1\n".repeat(ROWS)));
    calls.put("snapshot of a file", () -> snapshot(file, snapshot -> {}));
    calls.put("snapshot in chunks", () -> snapshot(file, Snapshot::chunked));
    calls.put("snapshot by reference", () -> snapshot(file, Snapshot::byReference));
    calls.put("proposal", () -> rides.propose(Sources.csv(file)));
    calls.put("proposal of bytes", () -> rides.propose(Sources.csv("a.csv", Content.of("a\n1\n"))));
    calls.put("versions", rides::versions);
    calls.put("manifest", () -> rides.version(1).manifest());
    calls.put("rows", () -> rides.version(1).rows().forEach(row -> row.number(1)));
    calls.put("row", () -> rides.version(1).rows().row(ROWS - 1));
    calls.put("diff", () -> rides.diff(1, 2));
    calls.put("split", () -> rides.version(1).split(byHash(1).train(0.99).holdout(0.01)));
    calls.put("tag", () -> rides.tag(1, "tag-" + number.incrementAndGet(), "ann"));
    calls.put(
        "export",
        () ->
            rides
                .version(1)
                .rows()
                .toCsv()
                .writeTo(directory.resolve(number.incrementAndGet() + ".csv")));
    calls.put(
        "check-out",
        () ->
            rides.version(1).checkOut(directory.resolve("out" + number.incrementAndGet())).write());
    return calls;
  }

  private void snapshot(Path from, Consumer<Snapshot> how) {
    Snapshot snapshot = home.rides().snapshot(Sources.csv(from)).schema(SampleHome.RIDES);
    how.accept(snapshot);
    snapshot.commit();
  }

  private static void holds(String call, @Nullable Throwable thrown) {
    assertThat(thrown == null || thrown instanceof OperationInterruptedException)
        .as("%s: %s", call, thrown)
        .isTrue();
  }

  private void everythingIsThere(String after) {
    assertThat(home.rides().version(1).summary().rows()).as(after).isEqualTo(ROWS);
    for (DatasetVersion version : home.rides().versions()) {
      long[] rows = {0};
      version.rows().forEach(row -> rows[0]++);
      assertThat(rows[0]).as("%s after %s", version, after).isEqualTo(version.summary().rows());
    }
    number.incrementAndGet();
    commit(home.rides(), HEADER + number + ",1,1\n");
  }

  @Test
  void aCallThatWasInterruptedBeforeIsDoneOrSaysSo() {
    for (String name : calls().keySet()) {
      reopen();
      ThrowingCallable call = calls().get(name);
      Thread.currentThread().interrupt();
      Throwable thrown = catchThrowable(call);
      boolean kept = Thread.interrupted();
      holds(name, thrown);
      assertThat(kept).as("%s keeps the flag (%s)", name, thrown).isTrue();
      everythingIsThere(name);
    }
  }

  @Test
  @OnlyLarger
  void aCallThatIsInterruptedAtAnyMomentIsDoneOrSaysSo() throws InterruptedException {
    long seed = Volume.seed();
    System.out.println("DataInterruptsTest -Dseed=" + seed);
    Random random = new Random(seed);
    for (String name : calls().keySet()) {
      for (int i = 0; i < INTERRUPTS; i++) {
        reopen();
        ThrowingCallable call = calls().get(name);
        long wait = (long) (Duration.ofMillis(40).toNanos() * Math.pow(random.nextDouble(), 3));
        Thread interrupter = interrupter(Thread.currentThread(), wait);
        interrupter.start();
        Throwable thrown = catchThrowable(call);
        while (interrupter.isAlive()) {
          Thread.interrupted(); // or joining would end at once
          Thread.onSpinWait();
        }
        interrupter.join();
        Thread.interrupted();
        holds(name, thrown);
      }
      everythingIsThere(name);
    }
  }

  private static Thread interrupter(Thread target, long nanos) {
    return new Thread(
        () -> {
          long end = System.nanoTime() + nanos;
          while (System.nanoTime() < end) {
            Thread.onSpinWait();
          }
          target.interrupt();
        });
  }

  @Test
  void aRowThatInterruptsItsReaderEndsTheReadingOrNot() {
    int[] seen = {0};
    Throwable thrown =
        catchThrowable(
            () ->
                home.rides()
                    .version(1)
                    .rows()
                    .forEach(
                        row -> {
                          if (seen[0]++ == 10) {
                            Thread.currentThread().interrupt();
                          }
                        }));
    assertThat(Thread.interrupted()).isTrue();
    holds("rows", thrown);
    everythingIsThere("rows");
  }

  @Test
  void contentThatInterruptsItsWriterIsStoredOrNot() {
    byte[] text = (HEADER + "Mon,1.5,7\n".repeat(ROWS)).getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < text.length; at += text.length / 7) {
      int place = at;
      Content content =
          out -> {
            out.write(text, 0, place);
            Thread.currentThread().interrupt();
            out.write(text, place, text.length - place);
          };
      Throwable thrown =
          catchThrowable(
              () ->
                  home.rides()
                      .snapshot(Sources.csv("rides.csv", content))
                      .schema(SampleHome.RIDES)
                      .commit());
      assertThat(Thread.interrupted()).as("the flag at %s (%s)", place, thrown).isTrue();
      holds("content at " + place, thrown);
      everythingIsThere("content at " + place);
    }
  }
}
