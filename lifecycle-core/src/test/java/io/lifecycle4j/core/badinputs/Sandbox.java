package io.lifecycle4j.core.badinputs;

import static io.lifecycle4j.contract.Fixtures.ALICE;
import static io.lifecycle4j.contract.Fixtures.TIME;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.ManagedModelBuilder;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.tracking.Tracking;
import io.lifecycle4j.data.Snapshot;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.schema.Classification;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalKind;
import io.lifecycle4j.storage.spi.JournalState;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A home with a life in it, and beside it what nobody may touch.
 *
 * <p>The directory holds {@code home}, {@code home-evil}, whose name begins like that of the home,
 * and {@code secret.csv}.
 */
final class Sandbox implements AutoCloseable {
  static final Schema SCHEMA =
      new Schema(List.of(Column.of("a", DataType.FLOAT64), Column.of("b", DataType.STRING)));

  private static final long LONG = 1 << 20;
  private static final Duration SOON = Duration.ofSeconds(60);

  final Path directory;
  final Path home;
  Medium medium;
  Lifecycle lifecycle;
  DatasetStore store;
  ExperimentTracker tracker;
  ModelRegistry registry;
  private final Map<String, String> learned = new TreeMap<>();
  private final Map<String, Long> last = new HashMap<>();
  private final Map<String, JournalKind> kinds = new HashMap<>();
  private final Map<String, Journal> followed = new HashMap<>();
  private @Nullable Run going;
  private int count;

  private Sandbox(Path directory) {
    this.directory = directory;
    this.home = directory.resolve("home");
    open();
  }

  /** Makes a directory and begins a life in it. */
  static Sandbox begin(Path directory) throws IOException {
    Files.createDirectories(directory.resolve("home-evil"));
    Files.writeString(directory.resolve("secret.csv"), "a,b\n1,secret\n");
    Sandbox sandbox = new Sandbox(directory);
    sandbox.live();
    return sandbox;
  }

  /** Opens a copy of a directory whose home is closed. */
  static Sandbox copy(Path template, Path directory) throws IOException {
    copyFiles(template, directory);
    return new Sandbox(directory);
  }

  static void copyFiles(Path template, Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(template)) {
      for (Path path : paths.toList()) {
        Files.copy(path, directory.resolve(template.relativize(path).toString()));
      }
    }
  }

  private void open() {
    followed.clear();
    medium = Media.file(home);
    InstantSource clock = InstantSource.fixed(TIME);
    registry = Registries.over(medium, clock);
    lifecycle =
        Lifecycle.builder()
            .medium(medium)
            .registry(registry)
            .clock(clock)
            .engine(new LinearEngine())
            .withoutEnvironment() // events that are damaged are the same on every machine
            .open();
    store = DatasetStores.over(medium, clock);
    tracker = Tracking.over(medium);
  }

  /** Closes the home and opens it again. */
  void reopen() {
    close();
    open();
  }

  private void live() {
    purgeRun();
    startElsewhere();
    snapshot("before", Content.of("a,b\n1,x\n")).commit();
    try (Run run = lifecycle.experiments().start("before")) {
      run.batch( // one event, however slow the machine is
          parts -> parts.param("lr", 1).tag("team", "red").log("loss", 0.5, 0));
      run.flush().artifact("notes", Content.of("notes"));
      run.finish();
    }
    StoredFile weights = registry.put(new NamedContent("weights", Content.of("weights")));
    registry.register("before", Fixtures.model(weights), ALICE, "First");
    registry.apply(Moves.promotion("before", 0, 1));
    registry.register("moved", Fixtures.model(weights), ALICE, "First");
    registry.register("removed", Fixtures.model(weights), ALICE, "First");
  }

  /** Makes a run that was there once. */
  private void purgeRun() {
    tracker.start(new RunInfo("purgedinthishome", "before", TIME)).close();
    lifecycle.experiments().delete("purgedinthishome");
    lifecycle.experiments().purge("purgedinthishome");
  }

  /** Makes a run that is in another home of this process. */
  private static void startElsewhere() {
    try (Medium other = Media.memory()) {
      Tracking.over(other).start(new RunInfo("runofanotherhome", "before", TIME)).close();
    }
  }

  Snapshot snapshot(String dataset, Content csv) {
    return lifecycle
        .datasets()
        .dataset(dataset)
        .snapshot(Sources.csv("rows.csv", csv))
        .schema(SCHEMA);
  }

  RunRecord run() {
    return lifecycle.experiments().runs("before").get(0);
  }

  /** Names the journal of the run. */
  String runJournal() {
    return medium.journals().names().stream()
        .filter(name -> name.startsWith("run-"))
        .filter(name -> first(name) == 1) // that of a purged run is trimmed
        .findFirst()
        .orElseThrow();
  }

  /** Opens a model of texts, which was never promoted. */
  static ManagedModel<String, String> model(Sandbox in, String name) {
    return builder(in, name).open();
  }

  static ManagedModelBuilder<String, String> builder(Sandbox in, String name) {
    return in.lifecycle.model(
        name,
        Columns.from(String.class).string("b", text -> text).build(),
        new Classification("label", List.of("x", "y")));
  }

  /** Says all that was there before any bad input came, read through the front door. */
  String life() {
    return lifecycle.datasets().dataset("before").version(1).manifest().toString()
        + run()
        + lifecycle.experiments().history(run().id(), "loss").points()
        + lifecycle.models().version("before", 1)
        + lifecycle.models().findNamed("before", "production")
        + lifecycle.models().history("before");
  }

  /** Reads what was stored since it was asked last; {@link #stored} must have all of it. */
  void learn() {
    for (String journal : medium.journals().names()) {
      long from = last.getOrDefault(journal, 0L) + 1;
      Journal followed = followed(journal);
      if (followed == null) {
        read(journal, from, learned);
      } else {
        followed.read(from, entry -> note(journal, entry, learned));
      }
    }
  }

  /** Opens a journal, which then is read from where it was read to; null if a run owns it. */
  private @Nullable Journal followed(String journal) {
    JournalKind kind =
        kinds.computeIfAbsent(journal, name -> medium.journals().state(name).orElseThrow().kind());
    return switch (kind) {
      case OWNED -> null;
      case SHARED -> followed.computeIfAbsent(journal, medium.journals()::shared);
      case CHAINED -> followed.computeIfAbsent(journal, medium.journals()::chained);
    };
  }

  Map<String, String> learned() {
    return learned;
  }

  /** Says all that is stored, read through the back door: every entry and every blob. */
  Map<String, String> stored() {
    Map<String, String> all = new TreeMap<>();
    for (String journal : medium.journals().names()) {
      read(journal, 1, all);
    }
    for (BlobId blob : Fixtures.ids(medium.blobs())) {
      all.put("blob:" + blob, String.valueOf(medium.blobs().read(blob).length));
    }
    return all;
  }

  private void read(String journal, long from, Map<String, String> target) {
    long first = Math.max(from, first(journal));
    medium.journals().read(journal, first, entry -> note(journal, entry, target));
  }

  private long first(String journal) {
    return medium.journals().state(journal).map(JournalState::first).orElse(1L);
  }

  private void note(String journal, JournalEntry entry, Map<String, String> target) {
    String place = journal + ":" + entry.sequence();
    target.put(place, Fixtures.hash(entry.payload()).sha256());
    last.merge(journal, entry.sequence(), Math::max);
  }

  /** Returns a run that goes on until the home is closed. */
  Run going() {
    if (going == null) {
      going = lifecycle.experiments().newRun("going").synchronous().start();
    }
    return going;
  }

  RunRecord goingRecord() {
    return lifecycle.experiments().find(going().id()).orElseThrow();
  }

  /** Counts, for what must be new each time. */
  int next() {
    return ++count;
  }

  /** Maps what lies in the directory, but for the blobs, to its kind, and length or content. */
  Map<String, String> files() throws IOException {
    Map<String, String> all = new TreeMap<>();
    Path blobs = home.resolve("blobs");
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes about) {
            all.put(directory.relativize(path).toString(), "directory");
            return path.equals(blobs) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes about)
              throws IOException {
            boolean ours = path.startsWith(home);
            all.put(
                directory.relativize(path).toString(),
                ours ? String.valueOf(about.size()) : content(path, about));
            return FileVisitResult.CONTINUE;
          }
        });
    return all;
  }

  /** Says what a file outside of the home holds; of one that is long when it was written. */
  private static String content(Path path, BasicFileAttributes about) throws IOException {
    if (about.isSymbolicLink()) {
      return "link to " + Files.readSymbolicLink(path);
    }
    return about.isRegularFile() && about.size() <= LONG
        ? Fixtures.hash(Files.readAllBytes(path)).sha256()
        : about.size() + " bytes at " + about.lastModifiedTime();
  }

  /**
   * Lists the descriptors that stay open if they are more than so many: a thread that follows a
   * journal has one for a moment, while it reads.
   */
  static List<String> leftOpen(Path directory, int allowed) throws IOException {
    long end = System.nanoTime() + SOON.toNanos();
    List<String> open = descriptors(directory);
    while (open.size() > allowed && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(200_000);
      open = descriptors(directory);
    }
    return open;
  }

  /** Lists the descriptors of this process that are open in the directory, where that is known. */
  static List<String> descriptors(Path directory) throws IOException {
    Path known = Path.of("/proc/self/fd");
    List<String> open = new ArrayList<>();
    if (!Files.isDirectory(known)) {
      return open;
    }
    try (Stream<Path> links = Files.list(known)) {
      for (Path link : links.toList()) {
        if (Files.isSymbolicLink(link)) {
          String target = target(link);
          if (target.equals(directory.toString()) || target.startsWith(directory + "/")) {
            open.add(target);
          }
        }
      }
    }
    return open;
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return ""; // closed by now
    }
  }

  @Override
  public void close() {
    if (going != null) {
      going.close();
      going = null;
    }
    lifecycle.close();
  }

  /** Returns the name under which a listener of alerts is known. */
  static String listening(Sandbox in, String name) {
    try (var model = builder(in, "listened").onAlert(name, alert -> {}).open()) {
      return model.alerts().listenerStatuses().get(0).name().orElseThrow();
    }
  }
}
