package io.lifecycle4j.core;

import static io.lifecycle4j.contract.Fixtures.TIME;
import static io.lifecycle4j.schema.DataType.FLOAT64;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.data.DatasetManifest;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Purge;
import io.lifecycle4j.data.Snapshot;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.error.TrainingFailedException;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.ColumnBuilder;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.tracking.Experiments;
import io.lifecycle4j.tracking.NewRun;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.tracking.spi.RunBatch;
import io.lifecycle4j.tracking.spi.RunLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Every door of the api by which a text comes in that people or programs say in their own words:
 * each takes one into a home, and reads back what is kept of it.
 */
@SuppressWarnings("SameNameButDifferent") // the files of an engine are named in full
final class FreeTextDoors {
  /** A door; it is named by the method that takes the text. */
  interface Door {
    String keep(Place place, String text) throws IOException;
  }

  /**
   * Where a text is kept.
   *
   * @param directory holds the home, and what else a door needs
   * @param engine says the text of itself, for the door that takes it from there
   */
  record Place(Path directory, Lifecycle home, TalkativeEngine engine) {
    static Place open(Path directory) {
      TalkativeEngine engine = new TalkativeEngine();
      return new Place(directory, Flowers.in(directory.resolve("home"), engine), engine);
    }

    Experiments experiments() {
      return home.experiments();
    }
  }

  /** An engine that says of itself what it is told to. */
  static final class TalkativeEngine implements Engine {
    private final LinearEngine engine = new LinearEngine();
    String said = "";

    @Override
    public Set<String> formats() {
      return engine.formats();
    }

    @Override
    public Map<String, String> environment() {
      return Map.of("build", said);
    }

    @Override
    public LoadedModel load(ModelArtifact artifact, Files files) {
      return engine.load(artifact, files);
    }
  }

  private FreeTextDoors() {}

  static Map<String, Door> all() {
    Map<String, Door> doors = new LinkedHashMap<>();
    startOfRuns(doors);
    runs(doors);
    endsOfRuns(doors);
    data(doors);
    FreeTextModelDoors.add(doors);
    doors.put("RunImports.start", FreeTextDoors::imported);
    doors.put(
        "RunImports.withoutSecrets",
        (at, text) -> at.experiments().imports().withoutSecrets("x", text));
    return doors;
  }

  private static void startOfRuns(Map<String, Door> doors) {
    doors.put("NewRun.name", (at, text) -> begun(at, run -> run.name(text)).info().name());
    doors.put("NewRun.tag", (at, text) -> found(begun(at, run -> run.tag("x", text)).tags(), "x"));
    doors.put(
        "NewRun.configuration",
        (at, text) -> {
          RunRecord run = begun(at, parts -> parts.configuration(Map.of("x", text)));
          return at.experiments().environment(run.id()).orElseThrow().find("config.x").orElse("");
        });
  }

  private static RunRecord begun(Place at, Consumer<NewRun> parts) {
    NewRun plan = at.experiments().newRun("e");
    parts.accept(plan);
    try (Run run = plan.start()) {
      run.finish();
      return at.experiments().find(run.id()).orElseThrow();
    }
  }

  private static void runs(Map<String, Door> doors) {
    doors.put("Run.param", (at, text) -> param(at, run -> run.param("x", text)));
    doors.put("Run.params", (at, text) -> param(at, run -> run.params(Map.of("x", text))));
    doors.put("Run.tag", (at, text) -> tag(at, "x", run -> run.tag("x", text)));
    doors.put("Run.note", (at, text) -> tag(at, RunRecord.NOTE, run -> run.note(text)));
    doors.put(
        "RunParts.param", (at, text) -> param(at, run -> run.batch(all -> all.param("x", text))));
    doors.put(
        "RunParts.params",
        (at, text) -> param(at, run -> run.batch(all -> all.params(Map.of("x", text)))));
    doors.put(
        "RunParts.tag", (at, text) -> tag(at, "x", run -> run.batch(all -> all.tag("x", text))));
    doors.put(
        "RunParts.note",
        (at, text) -> tag(at, RunRecord.NOTE, run -> run.batch(all -> all.note(text))));
    doors.put(
        "Experiments.tag",
        (at, text) -> {
          String id = ran(at, run -> {}).id();
          at.experiments().tag(id, "x", text);
          return found(at.experiments().find(id).orElseThrow().tags(), "x");
        });
  }

  static <T> T found(Map<String, T> all, String name) {
    return Objects.requireNonNull(all.get(name), name);
  }

  private static String param(Place at, Consumer<Run> parts) {
    return found(ran(at, parts).params(), "x").text();
  }

  private static String tag(Place at, String name, Consumer<Run> parts) {
    return found(ran(at, parts).tags(), name);
  }

  private static RunRecord ran(Place at, Consumer<Run> parts) {
    return at.experiments().run("e", parts::accept);
  }

  private static void endsOfRuns(Map<String, Door> doors) {
    doors.put(
        "Run.fail", (at, text) -> cause(at, run -> run.fail(new IllegalStateException(text))));
    doors.put("Run.kill", (at, text) -> cause(at, run -> run.kill(text)));
    doors.put(
        "Experiments.run", (at, text) -> thrown(at, text, body -> at.experiments().run("e", body)));
    doors.put(
        "Experiments.call",
        (at, text) ->
            thrown(
                at,
                text,
                body ->
                    at.experiments()
                        .call(
                            "e",
                            run -> {
                              body.run(run);
                              return "";
                            })));
    doors.put(
        "NewRun.run",
        (at, text) -> thrown(at, text, body -> at.experiments().newRun("e").run(body)));
    doors.put(
        "RunStart.run",
        (at, text) -> {
          try (Run run = at.experiments().start("e")) {
            run.kill("");
            return thrown(at, text, body -> at.experiments().resuming(run.id(), 0).run(body));
          }
        });
  }

  private static String cause(Place at, Consumer<Run> end) {
    try (Run run = at.experiments().start("e")) {
      end.accept(run);
      return end(at, run.id());
    }
  }

  static String end(Place at, String id) {
    return said(at.experiments().find(id).flatMap(RunRecord::end).map(RunEnd::cause).orElse(""));
  }

  private static String thrown(
      Place at, String text, Consumer<Experiments.Body<RuntimeException>> running) {
    String[] id = new String[1];
    try {
      running.accept(
          run -> {
            id[0] = run.id();
            throw new IllegalStateException(text);
          });
      throw new AssertionError("The body threw nothing");
    } catch (IllegalStateException e) {
      return end(at, id[0]);
    }
  }

  private static void data(Map<String, Door> doors) {
    doors.put("Snapshot.message", (at, text) -> made(at, a -> a.message(text)).message());
    doors.put("Snapshot.by", (at, text) -> made(at, a -> a.by(text)).author());
    doors.put(
        "Snapshot.metadata",
        (at, text) -> found(made(at, a -> a.metadata("x", text)).metadata(), "x"));
    doors.put(
        "Snapshot.madeOf",
        (at, text) ->
            made(at, a -> a.madeOf(Flowers.commit(at.home(), 1, 10), text)).parents().get(0).how());
    doors.put(
        "Dataset.tag",
        (at, text) -> {
          Dataset flowers = flowers(at);
          flowers.tag(1, "checked" + flowers.tags().size(), text);
          return last(flowers);
        });
    doors.put(
        "Dataset.untag",
        (at, text) -> {
          Dataset flowers = flowers(at);
          flowers.tag(1, "unchecked");
          flowers.untag("unchecked", text);
          return last(flowers);
        });
    doors.put(
        "Dataset.purge",
        (at, text) -> {
          DatasetVersion version = Flowers.commit(at.home(), flowers(at).versions().size(), 9);
          flowers(at).purge(version.number(), text, text);
          Purge kept = version.findPurge().orElseThrow();
          return kept.author().equals(kept.reason()) ? kept.reason() : kept.toString();
        });
    doors.put(
        "ColumnBuilder.description",
        (at, text) -> column(at, Column.builder("x", FLOAT64).description(text)).description());
    doors.put(
        "ColumnBuilder.unit",
        (at, text) -> column(at, Column.builder("x", FLOAT64).unit(shortened(text))).unit());
  }

  /** A unit is short. */
  private static String shortened(String text) {
    return text.substring(0, Math.min(text.length(), 64));
  }

  private static Dataset flowers(Place at) {
    Flowers.commit(at.home(), 1, 10);
    return at.home().datasets().dataset("flowers");
  }

  private static String last(Dataset flowers) {
    return flowers.tagHistory().get(flowers.tagHistory().size() - 1).author();
  }

  private static DatasetManifest made(Place at, Function<Snapshot, Snapshot> parts) {
    return committed(at, Schema.builder().column("x", FLOAT64).build(), parts).manifest();
  }

  private static Column column(Place at, ColumnBuilder column) {
    Schema schema = Schema.builder().column(column.build()).build();
    return committed(at, schema, Snapshot::allowBreakingSchema)
        .manifest()
        .schema()
        .columns()
        .get(0);
  }

  private static DatasetVersion committed(
      Place at, Schema schema, Function<Snapshot, Snapshot> parts) {
    Dataset numbers = at.home().datasets().dataset("numbers");
    Snapshot snapshot =
        numbers.snapshot(
            Sources.csv("x.csv", Content.of("x\n" + numbers.versions().size() + "\n")));
    return parts.apply(snapshot.schema(schema)).commit();
  }

  /** What was thrown is named with its class. */
  static String said(String thrown) {
    return thrown
        .replace(IllegalStateException.class.getName() + ": ", "")
        .replace(TrainingFailedException.class.getName() + ": Training failed: ", "");
  }

  private static String imported(Place at, String text) {
    RunInfo info = new RunInfo("run-" + UUID.nameUUIDFromBytes(text.getBytes(UTF_8)), "e", TIME);
    try (RunLog log = at.experiments().imports().start(info)) {
      RunEnd end = new RunEnd(RunStatus.FAILED, TIME, text);
      log.append(
          RunBatch.builder().param("x", text).tag("x", text).end(end).build(), Durability.PROCESS);
    }
    RunRecord run = at.experiments().find(info.id()).orElseThrow();
    assertThat(run.tags()).containsEntry("x", found(run.params(), "x").text());
    return run.end().orElseThrow().cause();
  }
}
