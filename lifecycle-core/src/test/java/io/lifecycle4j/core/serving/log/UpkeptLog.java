package io.lifecycle4j.core.serving.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.observation.Observers;
import io.lifecycle4j.core.storage.ForwardingMedium;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.core.storage.WriteBehind;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.serving.ErasureReport;
import io.lifecycle4j.serving.Retention;
import io.lifecycle4j.storage.BlobId;
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
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A home with logs of predictions that are kept in order when a test says so. */
@SuppressWarnings("NullAway") // set before each test
abstract class UpkeptLog {
  private static final Actor DPO = Actor.by("dpo");
  private static final Schema NAME = Schema.builder().column("name", DataType.STRING).build();

  @TempDir Path directory;
  private final WriteBehind behind = new WriteBehind("never begun");
  Instant now = Fixtures.TIME;
  private final AtomicLong nanos = new AtomicLong();
  Medium medium;
  LogUpkeep upkeep;
  int sessions;

  @BeforeEach
  void open() {
    open(Media.file(directory.resolve("home")));
  }

  void open(Medium home) {
    medium = home;
    upkeep = new LogUpkeep(medium, () -> now, () -> now, List::of, Observers.NONE, nanos::get);
  }

  @AfterEach
  void close() {
    upkeep.close();
    medium.close();
  }

  /** Waits, as far as steps that failed are concerned. */
  void wait(Duration time) {
    nanos.addAndGet(time.toNanos() + 1);
  }

  /** Logs a prediction of a model in a session that ends. */
  void session(String model, String key) {
    SessionOpening opening =
        PredictionJournals.opening(
            medium.journals(), model, "s" + sessions++, NAME, "x86", () -> Fixtures.TIME);
    PredictionLog log = new PredictionLog(model, opening, behind, InputCodec.NONE);
    byte[] text = about(model, key).getBytes(UTF_8);
    byte[] input =
        ByteBuffer.allocate(Integer.BYTES + text.length).putInt(text.length).put(text).array();
    log.append(
        new LogEntry(
            1, Fixtures.TIME, new AnsweredBy(1, 1, "java"), 5, "yes", 0.5, key, input, null));
    log.write();
    log.beginClosing();
    log.write();
  }

  static String about(String model, String key) {
    return "What " + model + " knows about " + key;
  }

  LogUpkeep.Session session(String model, Retention retention) {
    SessionOpening opening =
        PredictionJournals.opening(medium.journals(), model, "any", NAME, "x86", () -> now);
    PredictionLog log = new PredictionLog(model, opening, behind, InputCodec.NONE);
    return upkeep.session(model, log, opening, retention);
  }

  ErasureReport erase(String model, String key) {
    return session(model, Retention.unlimited()).erase(key, DPO, "asked");
  }

  List<Part> parts(String model) {
    return Parts.of(medium.journals(), model).of(model);
  }

  long count(String model) {
    return new LogReading(medium, model, () -> {}).count();
  }

  boolean isOnDisk(String text) {
    return Tree.files(directory).values().stream()
        .anyMatch(bytes -> new String(bytes, ISO_8859_1).contains(text));
  }

  /** Changes the last byte of a file, which is part of an index; doing so again mends it. */
  static void flip(Path file) {
    flip(file, -1);
  }

  /** Changes the header of the first session of a model. */
  void flipHeader(String model) {
    Path file = Tree.journal(directory.resolve("home"), LoggedPredictions.journal(model, "s0"));
    flip(file, 200);
  }

  static void flip(Path file, int at) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      bytes[at < 0 ? bytes.length + at : at] ^= 1;
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path file(Part part) {
    return Tree.blob(directory.resolve("home"), part.blob());
  }

  void flipPacks() {
    Tree.paths(directory).stream()
        .filter(file -> file.toString().endsWith(".pack"))
        .forEach(DamagedLogTest::flip);
  }

  /** Counts the readings of one blob; may keep all blobs, or fail an entry that is written. */
  static final class Watched extends ForwardingMedium {
    @Nullable BlobId watched;
    int opened;
    boolean keeps;
    boolean fails;
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
      if (method.getName().equals("owned") && arguments[0].equals(Parts.list("a"))) {
        return failing.over((Journal) super.call(target, method, arguments));
      }
      if (keeps && method.getName().equals("quarantine")) {
        return List.of();
      }
      return super.call(target, method, arguments);
    }
  }
}
