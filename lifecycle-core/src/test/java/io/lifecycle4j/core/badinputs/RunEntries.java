package io.lifecycle4j.core.badinputs;

import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.tracking.Checkpoint;
import io.lifecycle4j.tracking.NewRun;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunParts;
import io.lifecycle4j.tracking.RunQuery;
import io.lifecycle4j.tracking.RunRecord;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;

/** The entries of runs for what few runs have: tables, pictures, batches, pages of a search. */
final class RunEntries {
  /** Of a text that is longer the end of a run keeps the beginning. */
  private static final int LONG = 1000;

  private static final Content BYTES = Content.of("bytes");
  private static final List<String> COLUMN = List.of("a");
  private static final List<List<String>> ROWS = List.of(List.of("x"));

  private RunEntries() {}

  static List<Entry> all() {
    return List.of(
        file("Run.table", (run, name) -> run.table(name, COLUMN, ROWS)),
        file("Run.image", (run, name) -> run.image(name, image())),
        batch("path", "artifact", (parts, name) -> parts.artifact(name, BYTES)),
        batch("path", "table", (parts, name) -> parts.table(name, COLUMN, ROWS)),
        batch("path", "image", (parts, name) -> parts.image(name, image())),
        batch("path", "checkpoint", (parts, name) -> parts.checkpoint(name, 1, BYTES)),
        batch("path", "dropCheckpoint", RunEntries::dropped),
        batch("key", "log", (parts, name) -> parts.log(name, 1)),
        batch("key", "param", (parts, name) -> parts.param(name, 1)),
        batch("key", "params", (parts, name) -> parts.params(Collections.singletonMap(name, 1))),
        batch("key", "removeTag", RunParts::removeTag),
        new Entry("Run.artifact below another", "below", RunEntries::below),
        new Entry("Run.seed", "key", RunEntries::seed),
        new Entry("NewRun.seed", "key", RunEntries::plannedSeed),
        new Entry("NewRun.tag", "key", RunEntries::plannedTag),
        new Entry("Experiments.call", "name", RunEntries::called),
        new Entry("Run.table cell", "export", RunEntries::cell),
        new Entry("Run.kill", "ending", RunEntries::killed),
        new Entry("NewRun.tag value", "text", RunEntries::plannedTagValue),
        new Entry("RunParts.tag", "text", RunEntries::batchTag),
        new Entry("RunParts.note", "text", RunEntries::batchNote),
        new Entry("Checkpoint.Dropped.new", "text", RunEntries::reason),
        new Entry("RunParts.tag count", "count", RunEntries::manyTags),
        new Entry("RunQuery.Builder.cursor", "cursor", RunEntries::page),
        new Entry("RunQuery.Builder.limit", "limit", RunEntries::limit),
        new Entry("Experiments.search", "lookup of a name", RunEntries::searched),
        found(
            "Experiments.resuming",
            (in, id) -> in.lifecycle.experiments().resuming(id, 0).start().id()),
        found("Experiments.environment", RunEntries::environment),
        found(
            "Experiments.compare",
            (in, id) ->
                in.lifecycle.experiments().compare(Arrays.asList(in.run().id(), id)).runs()),
        found(
            "Experiments.compareAcrossData",
            (in, id) ->
                in.lifecycle
                    .experiments()
                    .compareAcrossData(Arrays.asList(in.run().id(), id))
                    .runs()));
  }

  private static Entry found(String name, Entry.Call call) {
    return new Entry(name, "lookup", call);
  }

  /** Gives a run a file by a name. */
  private static Entry file(String name, BiConsumer<Run, String> call) {
    return new Entry(
        name,
        "path",
        (in, file) -> {
          call.accept(in.going(), file);
          return found(in.goingRecord().artifacts(), file);
        });
  }

  /** Does something to a batch of parts of a run, and asks whether the run has it. */
  private static Entry batch(String kind, String name, BiConsumer<RunParts, String> call) {
    return new Entry(
        "RunParts." + name,
        kind,
        (in, part) -> {
          in.going().batch(parts -> call.accept(parts, part));
          RunRecord run = in.goingRecord();
          return switch (name) {
            case "log" -> found(run.metrics(), part);
            case "param", "params" -> found(run.params(), part);
            case "removeTag" -> found(run.tags(), part).equals(part) ? "still there" : part;
            case "checkpoint", "dropCheckpoint" ->
                run.checkpoints().get(run.checkpoints().size() - 1).file().name();
            default -> found(run.artifacts(), part);
          };
        });
  }

  private static Object reason(Sandbox in, String text) {
    String name = "state " + in.next();
    in.going()
        .checkpoint(name, 1, BYTES)
        .checkpoint(name, 2, BYTES)
        .dropCheckpoint(name, 1, new Checkpoint.Dropped(text, Map.of()));
    List<Checkpoint> all = in.goingRecord().droppedCheckpoints();
    return all.get(all.size() - 1).dropped().orElseThrow().reason();
  }

  private static void dropped(RunParts parts, String name) {
    parts
        .checkpoint(name, 1, BYTES)
        .checkpoint(name, 2, BYTES)
        .dropCheckpoint(name, 1, new Checkpoint.Dropped("for the test", Map.of()));
  }

  private static Object found(Map<String, ?> all, String name) {
    return all.containsKey(name) ? name : all.keySet();
  }

  private static BufferedImage image() {
    return new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
  }

  /** Gives a run a file by the name of the folder, and one in it. */
  private static Object below(Sandbox in, String name) {
    in.going().artifact(name.split("/", -1)[0], BYTES).artifact(name, BYTES);
    return found(in.goingRecord().artifacts(), name);
  }

  private static Object seed(Sandbox in, String name) {
    in.going().seed(name, 7);
    return name;
  }

  private static NewRun planned(Sandbox in) {
    return in.lifecycle.experiments().newRun("planned");
  }

  /** Only plans, since a run in a home without environments has no seeds. */
  private static Object plannedSeed(Sandbox in, String name) {
    planned(in).seed(name, 7);
    return name;
  }

  private static Object plannedTag(Sandbox in, String name) {
    return found(planned(in).tag(name, "x").run(run -> {}).tags(), name);
  }

  private static Object plannedTagValue(Sandbox in, String text) {
    return Objects.requireNonNull(planned(in).tag("t", text).run(run -> {}).tags().get("t"));
  }

  private static Object called(Sandbox in, String name) {
    String id = in.lifecycle.experiments().call(name, Run::id);
    return in.lifecycle.experiments().find(id).orElseThrow().info().experiment();
  }

  private static Object killed(Sandbox in, String reason) {
    Run run = planned(in).start();
    try {
      run.kill(reason);
    } finally {
      run.close();
    }
    String cause =
        in.lifecycle.experiments().find(run.id()).orElseThrow().end().orElseThrow().cause();
    boolean isCut = reason.length() > LONG && reason.startsWith(cause.substring(0, LONG / 2));
    return isCut ? reason : cause;
  }

  private static Object batchTag(Sandbox in, String text) {
    in.going().batch(parts -> parts.tag("batch", text));
    return Objects.requireNonNull(in.goingRecord().tags().get("batch"));
  }

  private static Object batchNote(Sandbox in, String text) {
    in.going().batch(parts -> parts.note(text));
    return in.goingRecord().note();
  }

  private static Object cell(Sandbox in, String text) throws IOException {
    String name = "cells-" + in.next() + ".csv";
    in.going().table(name, COLUMN, List.of(List.of(text)));
    try (InputStream csv = in.lifecycle.experiments().artifact(in.going().id(), name)) {
      return TextEntries.cell(new String(csv.readAllBytes(), StandardCharsets.UTF_8), text);
    }
  }

  private static Object manyTags(Sandbox in, String count) {
    int tags = count.startsWith("good") ? 1 : Integer.parseInt(count);
    in.going()
        .batch(
            parts -> {
              for (int i = 0; i < tags; i++) {
                parts.tag("many-" + i, "x");
              }
            });
    return count;
  }

  private static Object page(Sandbox in, String cursor) {
    RunQuery.Builder query = RunQuery.builder().experiment("before");
    return in.lifecycle.experiments().search(query.cursor(cursor).build()).runs();
  }

  private static Object limit(Sandbox in, String limit) {
    int most = limit.startsWith("good") ? 1 : Integer.parseInt(limit);
    RunQuery query = RunQuery.builder().experiment("before").limit(most).build();
    return in.lifecycle.experiments().search(query).runs().isEmpty() ? Entry.ABSENT : limit;
  }

  private static Object searched(Sandbox in, String experiment) {
    List<RunRecord> runs =
        in.lifecycle.experiments().search(experiment, Conditions.metric("loss").above(0));
    return runs.isEmpty() ? Entry.ABSENT : runs;
  }

  private static Object environment(Sandbox in, String id) {
    return in.lifecycle.experiments().environment(id).isPresent() ? id : Entry.ABSENT;
  }
}
