package io.lifecycle4j.core.serving.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.Together;
import io.lifecycle4j.core.maintenance.HomeMaintenance;
import io.lifecycle4j.core.observation.Observers;
import io.lifecycle4j.core.storage.ClockedMedium;
import io.lifecycle4j.core.storage.ForwardingMedium;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.core.storage.WriteBehind;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.serving.ErasureReport;
import io.lifecycle4j.serving.Retention;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is corrupt in the logs of a home stops nothing else, and is named. */
@SuppressWarnings("NullAway") // set before each test
class DamagedLogTest {
  private static final Actor DPO = Actor.by("dpo");
  private static final Schema NAME = Schema.builder().column("name", DataType.STRING).build();

  @TempDir private Path directory;
  private final WriteBehind behind = new WriteBehind("never begun");
  private Instant now = Fixtures.TIME;
  private volatile long nanos;
  private Medium medium;
  private LogUpkeep upkeep;
  private int sessions;

  @BeforeEach
  void open() {
    open(Media.file(directory.resolve("home")));
  }

  private void open(Medium home) {
    medium = home;
    upkeep = new LogUpkeep(medium, () -> now, List::of, Observers.NONE, () -> nanos);
  }

  @AfterEach
  void close() {
    upkeep.close();
    medium.close();
  }

  /** Waits, as far as steps that failed are concerned. */
  private void wait(Duration time) {
    nanos += time.toNanos() + 1;
  }

  /** Logs a prediction of a model in a session that ends. */
  private void session(String model, String key) {
    SessionOpening opening =
        PredictionJournals.opening(
            medium.journals(), model, "s" + sessions++, NAME, "x86", () -> Fixtures.TIME);
    PredictionLog log = new PredictionLog(model, opening, behind, InputCodec.NONE);
    byte[] text = about(model, key).getBytes(UTF_8);
    byte[] input =
        ByteBuffer.allocate(Integer.BYTES + text.length).putInt(text.length).put(text).array();
    log.append(new LogEntry(1, Fixtures.TIME, new AnsweredBy(1, 1, "java"), 5, "yes", 0.5, key, input, null));
    log.write();
    log.beginClosing();
    log.write();
  }

  private static String about(String model, String key) {
    return "What " + model + " knows about " + key;
  }

  private LogUpkeep.Session session(String model, Retention retention) {
    SessionOpening opening =
        PredictionJournals.opening(medium.journals(), model, "any", NAME, "x86", () -> now);
    PredictionLog log = new PredictionLog(model, opening, behind, InputCodec.NONE);
    return upkeep.session(model, log, opening, retention);
  }

  private ErasureReport erase(String model, String key) {
    return session(model, Retention.unlimited()).erase(key, DPO, "asked");
  }

  private List<Part> parts(String model) {
    return Parts.read(medium.journals()).of(model);
  }

  private long count(String model) {
    return new LogReading(medium, model, () -> {}).count();
  }

  private boolean isOnDisk(String text) {
    return Tree.files(directory).values().stream()
        .anyMatch(bytes -> new String(bytes, ISO_8859_1).contains(text));
  }

  /** Changes the last byte of a file, which is part of an index; doing so again mends it. */
  private static void flip(Path file) {
    flip(file, -1);
  }

  /** Changes the header of the first session of a model. */
  private void flipHeader(String model) {
    Path file = Tree.journal(directory.resolve("home"), PredictionJournals.prefix(model) + "s0");
    flip(file, 200);
  }

  private static void flip(Path file, int at) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      bytes[at < 0 ? bytes.length + at : at] ^= 1;
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file(Part part) {
    return Tree.blob(directory.resolve("home"), part.blob());
  }

  private void flipPacks() {
    Tree.paths(directory).stream()
        .filter(file -> file.toString().endsWith(".pack"))
        .forEach(DamagedLogTest::flip);
  }

  @Test
  void erasesWhatItCanReadAndNamesWhatItCannot() {
    session("a", "walter");
    upkeep.run();
    session("a", "walter");
    session("b", "walter");
    Part damaged = parts("a").get(0);
    flip(file(damaged));

    ErasureReport report = erase("a", "walter");
    assertThat(report.predictions()).isEqualTo(1);
    assertThat(report.left())
        .containsExactly(
            "part "
                + damaged.blob()
                + " (Corrupt predictions: blob "
                + damaged.blob()
                + " has another checksum)");
    assertThat(report.toString()).contains("\nnot searched or deleted yet: part ");
    assertThat(erase("b", "walter").left()).isEmpty();
    assertThat(isOnDisk(about("b", "walter"))).isFalse();

    session("b", "bob");
    upkeep.run();
    assertThat(parts("b")).as("moved and merged").hasSize(2);
    flip(file(damaged));
    wait(Duration.ofMinutes(1));
    upkeep.run();
    assertThat(Parts.read(medium.journals()).erasing()).isEmpty();
    assertThat(isOnDisk(about("a", "walter"))).isFalse();
    assertThat(count("a")).isEqualTo(2);
  }

  @Test
  void readsAndErasesBesideADamagedJournal() {
    session("a", "walter");
    session("b", "walter");
    flipHeader("a");
    assertThat(count("b")).isEqualTo(1);
    assertThatThrownBy(() -> count("a")).isInstanceOf(CorruptDataException.class);
    ErasureReport other = erase("b", "walter");
    assertThat(other.predictions()).isEqualTo(1);
    assertThat(other.left()).isEmpty();
    assertThat(isOnDisk(about("b", "walter"))).isFalse();
    session("a", "walter");
    now = now.plusSeconds(1);
    ErasureReport own = erase("a", "walter");
    assertThat(own.predictions()).isEqualTo(1);
    assertThat(own.left())
        .singleElement()
        .asString()
        .startsWith("journal " + PredictionJournals.prefix("a") + "s0 (Corrupt");
    assertThat(parts("a")).as("the journal stays, the other is moved").hasSize(1);
    flipHeader("a");
    wait(Duration.ofMinutes(1));
    upkeep.run();
    assertThat(isOnDisk(about("a", "walter"))).as("once it is mended").isFalse();
    assertThat(count("a")).isEqualTo(2);
  }

  @Test
  void logsThoughTheListOfPartsIsCorrupt() {
    session("a", "walter");
    upkeep.run();
    flip(Tree.journal(directory.resolve("home"), Parts.JOURNAL), 200);
    session("a", "bob");
    upkeep.round(); // tries again with the next one, and not at once
    assertThatThrownBy(() -> count("a")).isInstanceOf(CorruptDataException.class);
    flip(Tree.journal(directory.resolve("home"), Parts.JOURNAL), 200);
    assertThat(count("a")).isEqualTo(2);
  }

  @Test
  void dropsWhatIsTooOldBesideADamagedPartThatAnErasureMustSearch() {
    session("a", "walter");
    session("b", "walter");
    upkeep.run();
    flip(file(parts("a").get(0)));
    erase("a", "walter");
    now = now.plus(Duration.ofDays(3));
    session("b", Retention.days(1)).begin();
    Together.awaitTrue( // the thread of the upkeep may be at work now
        () -> {
          upkeep.run();
          return count("b") == 0; // after its retention
        });
  }

  @Test
  void remembersWhatAnErasureMustStillSearchWhenEntriesAreReplacedByOne() {
    session("a", "walter");
    upkeep.run();
    Part damaged = parts("a").get(0);
    flip(file(damaged));
    erase("a", "walter");
    session("a", "walter");
    upkeep.run(); // a later prediction, in another part
    try (PartsJournal journal = PartsJournal.open(medium, () -> now)) {
      for (int i = 0; i < 1_000; i++) {
        journal.restate();
      }
      journal.compact();
    }
    flip(file(damaged));
    wait(Duration.ofMinutes(1));
    upkeep.run();
    List<String> keys = new ArrayList<>();
    new LogReading(medium, "a", () -> {}).forEach(one -> keys.add(one.findKey().orElse("")));
    assertThat(keys).containsExactlyInAnyOrder("", "walter");
  }

  @Test
  void namesBytesThatCannotBeDeletedAndDeletesThemLater() {
    session("a", "walter");
    upkeep.run();
    List<Content> some = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      some.add(Content.of(Fixtures.utf8("of a run " + i)));
    }
    medium.blobs().putAll(some);
    close();
    flipPacks();
    open();
    ErasureReport report = erase("a", "walter");
    assertThat(report.left()).singleElement().asString().startsWith("bytes that were replaced (");
    assertThat(isOnDisk(about("a", "walter"))).isTrue();
    session("a", "bob");
    upkeep.run();
    assertThat(parts("a")).as("goes on").hasSize(2);
    flipPacks();
    wait(Duration.ofMinutes(1));
    upkeep.run();
    assertThat(isOnDisk(about("a", "walter"))).isFalse();
    assertThat(Parts.read(medium.journals()).erasing()).isEmpty();
  }

  @Test
  void deletesTheBytesThoughTheClockOfTheStorageWentBack() {
    session("a", "walter");
    upkeep.run();
    upkeep.close();
    open(ClockedMedium.of(medium, () -> Instant.EPOCH));
    assertThat(erase("a", "walter").left()).isEmpty();
    assertThat(isOnDisk(about("a", "walter"))).isFalse();
  }

  /** Counts the readings of one blob; may keep all blobs, or fail an entry that is written. */
  private static final class Watched extends ForwardingMedium {
    private @Nullable BlobId watched;
    private int opened;
    private boolean keeps;
    private boolean fails;
    private final FailingJournal failing = new FailingJournal();

    Watched(Medium inner) {
      super(inner);
    }

    @Override
    protected @Nullable Object call(Object target, Method method, Object[] arguments)
        throws Throwable {
      opened += method.getName().equals("open") && arguments[0].equals(watched) ? 1 : 0;
      if (fails && method.getName().startsWith("put")) {
        failing.failDone(new StorageFailedException("after a part was written"));
      }
      if (method.getName().equals("owned") && arguments[0].equals(Parts.JOURNAL)) {
        return failing.over((Journal) super.call(target, method, arguments));
      }
      if (keeps && method.getName().equals("quarantine")) {
        return List.of();
      }
      return super.call(target, method, arguments);
    }
  }

  @Test
  void mergesTheOtherPartsBesideADamagedOneWhichItSeldomReads() {
    Watched watched = new Watched(medium);
    upkeep.close();
    open(watched);
    for (String model : List.of("a", "b", "a", "b", "a")) {
      session(model, "key " + sessions);
      upkeep.run();
    }
    Part damaged = parts("a").get(0);
    watched.watched = damaged.blob();
    flip(file(damaged));
    now = now.plus(Duration.ofDays(1));
    upkeep.run();
    assertThat(parts("a")).extracting(Part::count).containsExactly(1L, 2L);
    assertThat(parts("b")).extracting(Part::count).containsExactly(2L);
    int before = watched.opened;
    upkeep.run();
    assertThat(watched.opened).as("not again within a minute").isEqualTo(before);
    now = now.plus(Duration.ofHours(2));
    upkeep.run();
    assertThat(Parts.read(medium.journals()).garbage(Instant.MAX)).isEmpty();
    erase("a", "key 0");
    upkeep.run();
    before = watched.opened;
    upkeep.run();
    assertThat(watched.opened).as("nor by the erasure").isEqualTo(before);
    flip(file(damaged));
    wait(Duration.ofMinutes(1));
    upkeep.run();
    assertThat(parts("a")).extracting(Part::count).containsExactly(3L);
  }

  @Test
  void isNotDoneWhileTheBytesThatItReplacedAreStored() {
    Watched watched = new Watched(medium);
    upkeep.close();
    open(watched);
    session("a", "walter");
    upkeep.run();
    watched.keeps = true;
    assertThat(erase("a", "walter").left())
        .containsExactly("bytes that were replaced (1 blob still stored)");
    watched.keeps = false;
    upkeep.run();
    assertThat(Parts.read(medium.journals()).erasing()).isEmpty();
    assertThat(isOnDisk(about("a", "walter"))).isFalse();
  }

  @Test
  void readsAgainWhatThereIsAfterAnEntryThatFailedButIsThere() {
    Watched watched = new Watched(medium);
    upkeep.close();
    open(watched);
    for (String key : List.of("walter", "bob", "walter")) {
      session("a", key);
      upkeep.run();
    }
    watched.fails = true;
    ErasureReport report = erase("a", "walter");
    assertThat(report.left()).hasSize(2).allMatch(left -> left.startsWith("part "));
    watched.fails = false;
    assertThat(count("a")).isEqualTo(3);
    upkeep.run();
    Parts now = Parts.read(medium.journals());
    assertThat(now.erasing()).isEmpty();
    assertThat(now.erased("a")).extracting(ErasedKey::predictions).containsExactly(2L);
    assertThat(isOnDisk(about("a", "walter"))).isFalse();
    assertThat(count("a")).isEqualTo(3);
  }

  /** A garbage collection of another process comes whenever something was stored. */
  private static final class Collected extends ForwardingMedium {
    Collected(Medium inner) {
      super(inner);
    }

    @Override
    protected @Nullable Object call(Object target, Method method, Object[] arguments)
        throws Throwable {
      Object result = super.call(target, method, arguments);
      if (method.getName().equals("put") || method.getName().equals("putAll")) {
        HomeMaintenance.over(inner(), () -> Fixtures.TIME)
            .collectGarbage()
            .grace(Duration.ZERO)
            .quarantine()
            .run();
      }
      return result;
    }
  }

  @Test
  void keepsAPartThatAnErasureWritesFromAGarbageCollection() {
    session("a", "walter");
    session("a", "bob");
    upkeep.run();
    now = now.plus(Duration.ofDays(1));
    upkeep.run();
    upkeep.close();
    open(new Collected(medium));
    assertThat(erase("a", "walter").left()).isEmpty();
    assertThat(count("a")).isEqualTo(2);
    assertThat(medium.blobs().missing(parts("a").stream().map(Part::blob).toList())).isEmpty();
  }
}
