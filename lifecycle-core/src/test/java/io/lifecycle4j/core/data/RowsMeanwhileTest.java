package io.lifecycle4j.core.data;

import static io.lifecycle4j.validation.Rules.column;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.CsvDialect;
import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Snapshot;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.StorageMode;
import io.lifecycle4j.validation.RuleResult.FailurePlace;
import io.lifecycle4j.validation.ValidationFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files of many bytes are read as rows, by a thread of its own, while they are stored. */
@Timeout(120)
class RowsMeanwhileTest {
  private static final String HEADER = "day,temp,riders\n";
  private static final int ROWS = Volume.of(250_000, 250_000, 400_000);
  private static final int INTERRUPTS = Volume.of(5, 15, 30);
  private static final FileTime TIME = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));

  @TempDir private Path directory;
  private Path folder;
  private SampleHome home;

  @BeforeEach
  void open() throws IOException {
    folder = Files.createDirectory(directory.resolve("in"));
    home = new SampleHome(Media.file(directory.resolve("home")));
  }

  @AfterEach
  void close() {
    home.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("lifecycle4j-rows");
  }

  private static String rows(int first, int count) {
    StringBuilder text = new StringBuilder(HEADER);
    for (int i = first; i < first + count; i++) {
      text.append("Mon,1.5,").append(i).append('\n');
    }
    return text.toString();
  }

  private Path write(String name, String text) throws IOException {
    Path file = Files.writeString(folder.resolve(name), text);
    return Files.setLastModifiedTime(file, TIME);
  }

  private Snapshot snapshot(Content content) {
    return home.rides().snapshot(Sources.csv("rides.csv", content)).schema(SampleHome.RIDES);
  }

  private Snapshot ofFolder() {
    return home.rides()
        .snapshot(Sources.csv(Sources.files(folder), CsvDialect.builder().build()))
        .schema(SampleHome.RIDES);
  }

  private static double mean(DatasetVersion version) {
    return version.manifest().profile().find("riders").orElseThrow().moments().orElseThrow().mean();
  }

  @ParameterizedTest
  @EnumSource(StorageMode.Mode.class)
  @OnlyLarger
  void areThoseOfTheFileHoweverItIsKept(StorageMode.Mode mode) throws IOException {
    Path file = write("1.csv", rows(0, ROWS));
    Snapshot snapshot = home.rides().snapshot(Sources.csv(file)).schema(SampleHome.RIDES);
    if (mode != StorageMode.Mode.COPIED) {
      snapshot = mode == StorageMode.Mode.CHUNKED ? snapshot.chunked() : snapshot.byReference();
    }
    DatasetVersion version = snapshot.commit();

    assertThat(version.summary().rows()).isEqualTo(ROWS);
    assertThat(mean(version)).isEqualTo((ROWS - 1) / 2.0);
    assertThat(home.rows(version).row(ROWS - 1).number(2)).isEqualTo(ROWS - 1);
  }

  /** The content ends only when rows of its beginning were judged. */
  @Test
  void areReadBeforeTheFileIsStored() {
    Set<Thread> readers = new HashSet<>();
    byte[] text = rows(0, ROWS).getBytes(UTF_8);
    Content content =
        out -> {
          out.write(text, 0, text.length / 2);
          Thread.getAllStackTraces().keySet().stream()
              .filter(thread -> thread.getName().equals("lifecycle4j-rows"))
              .forEach(readers::add);
          out.write(text, text.length / 2, text.length - text.length / 2);
        };

    assertThat(snapshot(content).commit().summary().rows()).isEqualTo(ROWS);
    assertThat(readers).hasSize(1);
    assertThat(readers.iterator().next().isAlive()).isFalse();
  }

  @Test
  @OnlyLarger
  void areThoseOfAllFilesWhicheverAreKnown() throws IOException {
    int count = 60_000;
    for (int i = 0; i < 6; i++) {
      write(i + ".csv", rows(i * count, i % 2 == 0 ? count : 100));
    }
    DatasetVersion first = ofFolder().commit();
    assertThat(first.summary().rows()).isEqualTo(3L * count + 300);
    for (int changed : new int[] {0, 3, 5}) {
      write(changed + ".csv", rows(changed * count, 2 * count));
      DatasetVersion version = ofFolder().commit();
      List<Double> riders = new ArrayList<>();
      home.rows(version).forEach(row -> riders.add(row.number(2)));
      assertThat(version.summary().rows()).isEqualTo(riders.size());
      double mean = riders.stream().mapToDouble(Double::doubleValue).average().orElse(0);
      assertThat(mean(version)).isCloseTo(mean, within(1e-6));
    }
    assertThat(home.rides().versions()).hasSize(4);
  }

  @Test
  void tellTheirPlaceWhenTheyCannotBeRead() {
    String text = rows(0, ROWS) + "Mon,warm,1\n" + rows(0, ROWS);

    assertThatThrownBy(() -> snapshot(Content.of(text)).commit())
        .isInstanceOf(InvalidDataException.class)
        .hasMessageStartingWith("Cannot read rides.csv: line " + (ROWS + 2) + ", column temp");
    assertThat(home.rides().versions()).isEmpty();
  }

  @Test
  void tellTheirPlaceWhenTheyBreakARule() throws IOException {
    write("1.csv", rows(0, ROWS));
    write("2.csv", HEADER + "Mon,9.5,7\n" + "Tue,1.5,7\n".repeat(ROWS));

    Throwable thrown =
        catchThrowable(() -> ofFolder().requiring(column("temp").between(0, 9)).commit());

    assertThat(thrown).isInstanceOf(ValidationFailedException.class);
    assertThat(((ValidationFailedException) thrown).report().results().get(0).first())
        .extracting(FailurePlace::file, FailurePlace::line)
        .containsExactly(tuple("2.csv", 2L));
  }

  /** What is wrong with the bytes is told before what is wrong with the rows, as they came. */
  @Test
  void areNotToBlameWhenTheBytesCannotBeRead() {
    Content content =
        out -> {
          out.write((HEADER + "Mon,warm,1\n".repeat(ROWS)).getBytes(UTF_8));
          throw new IOException("gone");
        };

    assertThatThrownBy(() -> snapshot(content).commit())
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read rides.csv: gone");
    assertThat(home.rides().versions()).isEmpty();
  }

  @Test
  void endWithWhateverTheContentThrows() {
    IllegalStateException stop = new IllegalStateException("stop");
    Content content =
        out -> {
          out.write(rows(0, ROWS).getBytes(UTF_8));
          throw stop;
        };

    assertThatThrownBy(() -> snapshot(content).commit()).isSameAs(stop);
    assertThat(home.rides().versions()).isEmpty();
  }

  @Test
  void areCountedForAListenerOnTheThreadThatCommits() {
    List<DataProgress> heard = new ArrayList<>();
    Set<Thread> threads = new HashSet<>();
    snapshot(Content.of(rows(0, ROWS)))
        .onProgress(
            progress -> {
              heard.add(progress);
              threads.add(Thread.currentThread());
            })
        .commit();

    assertThat(threads).containsExactly(Thread.currentThread());
    assertThat(heard.get(heard.size() - 1).rows()).isEqualTo(ROWS);
    assertThat(heard).extracting(DataProgress::phase).isSorted();
    assertThat(heard)
        .extracting(DataProgress::phase)
        .contains(DataProgress.Phase.READING, DataProgress.Phase.COMMITTING);
  }

  /** Nobody reads what looks the same: it is likely to be the same. */
  @Test
  void areNotReadOfAFileOfTheSameBytes() throws IOException {
    Path file = write("1.csv", rows(0, ROWS));
    home.rides().snapshot(Sources.csv(file)).schema(SampleHome.RIDES).commit();
    Files.setLastModifiedTime(file, FileTime.from(SampleHome.NOW));
    List<DataProgress> heard = new ArrayList<>();

    DatasetVersion again =
        home.rides()
            .snapshot(Sources.csv(file))
            .schema(SampleHome.RIDES)
            .onProgress(heard::add)
            .commit();

    assertThat(again.number()).isEqualTo(1);
    assertThat(heard).extracting(DataProgress::rows).containsOnly(0L);
  }

  @Test
  void areReadOfAFileOfOtherBytesOfTheSameLength() throws IOException {
    write("1.csv", rows(1_000_000, ROWS));
    ofFolder().commit();
    write("1.csv", rows(2_000_000, ROWS));

    assertThat(mean(ofFolder().commit())).isEqualTo(2_000_000 + (ROWS - 1) / 2.0);
  }

  @Test
  @OnlyLarger
  void endWithAnInterruptAtAnyMoment() throws InterruptedException {
    long seed = Volume.seed();
    System.out.println("RowsMeanwhileTest -Dseed=" + seed);
    Random random = new Random(seed);
    for (int i = 0; i < INTERRUPTS; i++) {
      String text = rows(i, ROWS);
      Thread caller = Thread.currentThread();
      long nanos = (long) (300_000_000 * random.nextDouble());
      Thread interrupter = new Thread(() -> interruptAfter(caller, nanos));
      interrupter.start();
      Throwable thrown = catchThrowable(() -> snapshot(Content.of(text)).commit());
      boolean kept = join(interrupter);
      assertThat(thrown == null || thrown instanceof OperationInterruptedException)
          .as("%s", thrown)
          .isTrue();
      assertThat(kept).as("the flag (%s)", thrown).isTrue();
    }
    for (DatasetVersion version : home.rides().versions()) {
      assertThat(version.summary().rows()).isEqualTo(ROWS);
    }
  }

  private static void interruptAfter(Thread target, long nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    target.interrupt();
  }

  /** Waits for a thread that interrupts this one; returns whether this one was. */
  private static boolean join(Thread interrupter) throws InterruptedException {
    boolean interrupted = false;
    while (interrupter.isAlive()) {
      interrupted |= Thread.interrupted(); // or joining would end at once
      Thread.onSpinWait();
    }
    return Thread.interrupted() || interrupted;
  }

  @Test
  void areThoseThatWereStoredThoughTheWriterWasInterrupted() {
    byte[] text = rows(0, ROWS).getBytes(UTF_8);
    for (SampleHome some : List.of(home, new SampleHome())) {
      Content content =
          out -> {
            out.write(text, 0, 10);
            Thread.currentThread().interrupt();
            out.write(text, 10, text.length - 10);
          };
      Throwable thrown =
          catchThrowable(
              () ->
                  some.rides()
                      .snapshot(Sources.csv("rides.csv", content))
                      .schema(SampleHome.RIDES)
                      .commit());
      assertThat(Thread.interrupted()).as("the flag (%s)", thrown).isTrue();
      assertThat(thrown == null || thrown instanceof OperationInterruptedException)
          .as("%s", thrown)
          .isTrue();
    }
  }
}
