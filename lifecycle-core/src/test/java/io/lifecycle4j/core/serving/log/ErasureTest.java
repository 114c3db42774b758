package io.lifecycle4j.core.serving.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.Together;
import io.lifecycle4j.core.observation.Observers;
import io.lifecycle4j.core.serving.truth.GroundTruths;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.core.storage.WriteBehind;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Tasks;
import io.lifecycle4j.serving.ErasureReport;
import io.lifecycle4j.serving.LoggedPrediction;
import io.lifecycle4j.serving.LoggedPrediction.Failure;
import io.lifecycle4j.serving.Predictions;
import io.lifecycle4j.serving.Retention;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is logged about a person is gone from reading and from the disk, and nothing else is. */
@SuppressWarnings("NullAway") // set before each test
class ErasureTest {
  private static final Instant TIME = Fixtures.TIME;
  private static final Actor DPO = Actor.by("dpo");
  private static final Schema NAME = Schema.builder().column("name", DataType.STRING).build();

  @TempDir private Path directory;
  private final WriteBehind behind = new WriteBehind("never begun");
  private Medium medium;
  private LogUpkeep upkeep;

  @BeforeEach
  void open() {
    medium = Media.file(directory);
    upkeep =
        new LogUpkeep(
            medium,
            () -> TIME,
            () -> TIME,
            () -> List.of("dataset traffic:1: rows"),
            Observers.NONE);
  }

  @AfterEach
  void close() {
    upkeep.close();
    medium.close();
  }

  /** A session of a process: of this one if its upkeep knows it. */
  private final class Running {
    private final SessionOpening opening;
    private final PredictionLog log;
    private final LogUpkeep.Session session;
    private long number;

    Running(String name) {
      opening =
          PredictionJournals.opening(medium.journals(), "line", name, NAME, "x86", () -> TIME);
      log = new PredictionLog("line", opening, behind, InputCodec.NONE);
      session = upkeep.session("line", log, opening, Retention.unlimited());
    }

    Running log(String key, Object value) {
      return log(TIME, key, value);
    }

    void logAt(Instant time, String key) {
      log(time, key, "yes");
    }

    private Running log(Instant time, String key, Object value) {
      byte[] text = ("Mx " + key).getBytes(StandardCharsets.UTF_8);
      byte[] input =
          ByteBuffer.allocate(Integer.BYTES + text.length).putInt(text.length).put(text).array();
      log.append(
          new LogEntry(
              ++number, time, new AnsweredBy(0, 1, "Java"), 5, value, 0.5, key, input, null));
      log.write();
      return this;
    }

    void end() {
      log.beginClosing();
      log.write();
    }
  }

  private ErasureReport erase(String key) {
    return predictions().erase(key, DPO, "asked on the phone");
  }

  private LogReading predictions() {
    LogUpkeep.Session any = new Running("any").session;
    return new LogReading(medium, "line", () -> {}, any::erase);
  }

  private List<LoggedPrediction> all() {
    List<LoggedPrediction> all = new ArrayList<>();
    new LogReading(medium, "line", () -> {}).forEach(all::add);
    return all;
  }

  /** Returns whether a text is anywhere on the disk. */
  private boolean isOnDisk(String text) {
    return Tree.files(directory).values().stream()
        .anyMatch(bytes -> new String(bytes, ISO_8859_1).contains(text));
  }

  @Test
  void removesKeyInputAndMessageFromEveryPlace() {
    new Running("a").log("walter", "yes").log("bob", "yes").end();
    upkeep.run(); // to a part
    new Running("b")
        .log("walter", new Failure(Failure.Kind.REFUSED, "BAD", "walter is wrong"))
        .end();
    Running own = new Running("c").log("walter", "no").log("bob", "no");
    own.session.begin();
    assertThat(isOnDisk("Mx walter")).isTrue();

    ErasureReport report = erase("walter");
    assertThat(report.predictions()).isEqualTo(3);
    assertThat(report.hidden()).isZero();
    assertThat(report.holders()).containsExactly("dataset traffic:1: rows");
    assertThat(report.toString())
        .startsWith("Erased 3 predictions of line by dpo at 2026-01-02T03:04:05.000000006Z")
        .contains("not known here: backups");
    assertThat(all())
        .hasSize(5)
        .allSatisfy(
            one -> {
              boolean bob = one.findKey().isPresent();
              assertThat(one.findInput().isPresent()).isEqualTo(bob);
            });
    assertThat(all()).extracting(LoggedPrediction::findKey).doesNotContain(Optional.of("walter"));
    assertThat(all().get(2).findFailure())
        .contains(new Failure(Failure.Kind.REFUSED, "BAD", "erased"));
    assertThat(isOnDisk("walter")).as("on the disk").isFalse();
    assertThat(isOnDisk("Mx bob")).isTrue();

    own.log("walter", "again");
    assertThat(all().get(5).findKey()).as("made later").contains("walter");
  }

  private void label(String... ids) {
    try (GroundTruths truths = new GroundTruths(medium.journals(), "line", () -> TIME)) {
      for (String id : ids) {
        truths.record(Map.of(id, "diagnosis of " + id));
      }
    }
  }

  @Test
  void removesTheLabelsOfWhatItErases() {
    new Running("a").log("walter", "yes").log("bob", "yes").end();
    upkeep.run(); // to a part
    Running other = new Running("other").log("bob", "yes").log("walter", "yes");
    label("a-1", "a-2", "other-1", "other-2");
    erase("walter");
    assertThat(isOnDisk("diagnosis of a-1")).as("in a part").isFalse();
    assertThat(isOnDisk("diagnosis of other-2")).as("hidden in a journal").isFalse();
    assertThat(isOnDisk("diagnosis of a-2") && isOnDisk("diagnosis of other-1")).isTrue();

    label("other-3");
    other.log("walter", "later").end();
    upkeep.run();
    assertThat(isOnDisk("diagnosis of other-3")).as("of a later prediction").isTrue();
  }

  /** It was in memory when the key was erased. */
  @Test
  void removesTheLabelOfWhatIsWrittenAfterTheErasureButMadeBefore() {
    Running other = new Running("other").log("bob", "yes");
    erase("walter");
    label("other-2");
    other.logAt(TIME.minusSeconds(1), "walter");
    assertThat(all().get(0).findKey()).isEmpty();
    other.end();
    upkeep.run();
    assertThat(isOnDisk("Mx walter")).isFalse();
    assertThat(isOnDisk("diagnosis of other-2")).isFalse();
  }

  @Test
  void hidesWhatAnotherProcessStillOwnsUntilThatRemovesIt() {
    Running other = new Running("other").log("walter", "yes").log("bob", "yes");
    ErasureReport report = erase("walter");
    assertThat(report.predictions()).isEqualTo(1);
    assertThat(report.hidden()).isEqualTo(1);
    assertThat(all()).extracting(one -> one.findKey().orElse("")).containsExactly("", "bob");
    assertThat(isOnDisk("Mx walter")).isTrue();
    other.log("walter", "later");
    assertThat(all())
        .extracting(one -> one.findKey().orElse(""))
        .containsExactly("", "bob", "walter");

    other.session.begin(); // as the upkeep of the other process does within a minute
    Together.awaitTrue( // the thread of the upkeep may be at work now
        () -> {
          upkeep.run();
          return !Parts.of(medium.journals(), "line")
              .erasures()
              .reachesInto(LoggedPredictions.journal("other"));
        });
    assertThat(all())
        .extracting(one -> one.findKey().orElse(""))
        .containsExactly("", "bob", "walter");
    assertThat(Parts.of(medium.journals(), "line").all()).hasSize(1);
  }

  @Test
  void hidesFewLaterPredictionsOfAProcessWhoseClockIsBehind() {
    Running other = new Running("other").log("walter", "yes");
    try (LogUpkeep ahead =
        new LogUpkeep(
            medium, () -> TIME, () -> TIME.plusSeconds(3_600), List::of, Observers.NONE)) {
      Running any = new Running("any");
      ahead
          .session("line", any.log, any.opening, Retention.unlimited())
          .erase("walter", DPO, "asked");
    }
    for (int i = 0; i < 2 * ErasedKey.LATE; i++) {
      other.log("walter", "later");
    }
    assertThat(all()).filteredOn(one -> one.findKey().isPresent()).hasSize(ErasedKey.LATE);
  }

  @Test
  void isCompletedByTheNextProcessIfThisOneDies() {
    new Running("a").log("walter", "yes").end();
    upkeep.run();
    label("a-1");
    ErasedKey begun = ErasedKey.begin("line", "walter", "dpo", "asked", TIME, Map.of(), 0);
    try (PartsJournal dies =
        requireNonNull(PartsJournal.open(medium, Parts.list("line"), () -> TIME))) {
      dies.erase(begun);
    }
    assertThat(all().get(0).findKey()).as("no reader sees it").isEmpty();
    assertThat(isOnDisk("Mx walter")).isTrue();
    upkeep.run();
    assertThat(isOnDisk("Mx walter")).isFalse();
    assertThat(isOnDisk("diagnosis of a-1")).isFalse();
    Parts parts = Parts.of(medium.journals(), "line");
    assertThat(parts.erasures().pending()).isEmpty();
    assertThat(parts.erasures().of("line"))
        .extracting(ErasedKey::predictions, ErasedKey::done)
        .containsExactly(tuple(1L, true));
  }

  @Test
  void keepsOnRecordWhoErasedAndWhyButNotWhom() {
    new Running("a").log("walter", "yes").end();
    erase("walter");
    ErasedKey record = Parts.of(medium.journals(), "line").erasures().of("line").get(0);
    assertThat(record.actor()).isEqualTo("dpo");
    assertThat(record.reason()).isEqualTo("asked on the phone");
    assertThat(record.toString()).doesNotContain("walter");
    assertThat(record.isOf("walter")).isTrue();
    assertThat(record.isOf("bob")).isFalse();
    ErasedKey again = ErasedKey.begin("line", "walter", "dpo", "asked", TIME, Map.of(), 0);
    assertThat(again.hash()).as("salted").isNotEqualTo(record.hash());
  }

  @Test
  void refusesWhatItCannotErase() {
    LogReading some = predictions();
    Schema amounts = Schema.builder().column("amount", DataType.FLOAT64).build();
    Predictions whole = some.of(amounts, () -> amounts, Tasks.regression("y"));
    assertThatThrownBy(() -> some.erase("", DPO, "asked"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid key: 0 characters (must be 1 to 256)");
    assertThatThrownBy(() -> some.erase("walter", DPO, " "))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Missing reason of an erasure: ' ' (say why; it is on record)");
    assertThatThrownBy(() -> some.between(TIME, TIME).erase("walter", DPO, "asked"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Cannot erase from line between ");
    assertThatThrownBy(() -> whole.where("version = 1").erase("walter", DPO, "asked"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Cannot erase from Predictions[line] where version = 1");
    assertThatThrownBy(() -> new LogReading(medium, "line", () -> {}).erase("walter", DPO, "asked"))
        .isInstanceOf(ReadOnlyException.class);
    assertThat(erase("nobody").predictions()).isZero();
  }
}
