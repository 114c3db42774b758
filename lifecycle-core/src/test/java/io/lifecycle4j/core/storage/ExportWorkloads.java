package io.lifecycle4j.core.storage;

import static io.lifecycle4j.contract.Fixtures.TIME;
import static io.lifecycle4j.storage.Durability.POWER;

import io.lifecycle4j.core.tracking.HomeExperiments;
import io.lifecycle4j.core.tracking.Tracking;
import io.lifecycle4j.crashkit.Session;
import io.lifecycle4j.crashkit.Workload;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.Experiments;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunExport;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunQuery;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import io.lifecycle4j.tracking.spi.RunBatch;
import io.lifecycle4j.tracking.spi.RunLog;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Files of runs, and what is written of runs beside the home. */
final class ExportWorkloads {
  /** The directory that exports are written to. */
  static final String EXPORTS = "exports";

  private static final String RUN = "r1";
  private static final String RUNS = "runs";
  private static final List<String> FILES = List.of("model.bin", "more/notes.txt");

  private ExportWorkloads() {}

  static List<Workload> all() {
    return List.of(exports(), artifacts());
  }

  private static ExperimentTracker tracker(Session session) {
    return session.keep(ExperimentTracker.class, Tracking::over);
  }

  /** Does something with what users call, which ends with it. */
  private static void with(Session session, Consumer<Experiments> action) {
    try (HomeExperiments experiments =
        Tracking.experiments(tracker(session), id -> false, () -> TIME)) {
      action.accept(session.told(Experiments.class, experiments));
    }
  }

  private static String written(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "absent";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void makeDirectory(Session session) {
    try {
      Files.createDirectory(session.beside(EXPORTS));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RunLog start(Session session, String id) {
    return tracker(session).start(new RunInfo(id, "fraud", TIME));
  }

  private static RunBatch.Builder ended() {
    return RunBatch.builder().end(new RunEnd(RunStatus.FINISHED, TIME, ""));
  }

  private static void record(Session session) {
    try (RunLog log = start(session, RUN)) {
      log.append(
          ended()
              .param("rate", 0.1)
              .point("loss", new MetricPoint(1, 0.5, TIME))
              .point("loss", new MetricPoint(2, 0.25, TIME))
              .build(),
          POWER);
    }
  }

  private static List<RunInfo> runs(Session session) {
    return tracker(session).search(RunQuery.builder().build()).runs().stream()
        .map(RunRecord::info)
        .toList();
  }

  private static void startOneMore(Session session) {
    start(session, "p" + runs(session).size());
  }

  /** Each file is whole, or not there under its name. */
  private static Workload exports() {
    Workload workload =
        Workload.named("exports of runs")
            .before(ExportWorkloads::record)
            .before(ExportWorkloads::makeDirectory)
            .view(RUNS, ExportWorkloads::runs);
    export(workload, "runs.jsonl", RunExport::toJsonLines);
    export(workload, "runs.csv", RunExport::toCsv);
    export(workload, "points.csv", RunExport::historiesToCsv);
    return workload.probe(RUNS, ExportWorkloads::startOneMore);
  }

  private static void export(Workload workload, String name, BiConsumer<RunExport, Path> way) {
    RunQuery all = RunQuery.builder().build();
    workload
        .view(name, session -> written(session.beside(EXPORTS).resolve(name)))
        .step(
            name,
            POWER,
            session ->
                with(
                    session,
                    runs -> way.accept(runs.export(all), session.beside(EXPORTS).resolve(name))))
        .mayRemain(); // if it cannot be taken back either
  }

  /** The log that a session has open. */
  private static final class Open {
    @Nullable RunLog log;
  }

  private static void begin(Session session) {
    session.keep(Open.class, medium -> new Open()).log = start(session, RUN);
  }

  /** Stores the files of a run, and ends it with them. */
  private static void end(Session session) {
    RunLog log = session.keep(Open.class, medium -> new Open()).log;
    if (log == null) {
      throw new NotFoundException("No run is open");
    }
    RunBatch.Builder batch = ended();
    for (String name : FILES) {
      batch.artifact(tracker(session).put(new NamedContent(name, Content.of("bytes of " + name))));
    }
    log.append(batch.build(), POWER);
  }

  /** Reads the run to the bytes of its files; that nobody records it is another question. */
  private static Object recorded(Session session) {
    List<Object> seen = new ArrayList<>();
    Optional<RunRecord> run = tracker(session).find(RUN);
    run.ifPresent(
        found -> {
          boolean crashed = found.status() == RunStatus.CRASHED;
          seen.add(crashed ? found.toBuilder().end(null).build() : found);
          found.artifacts().values().forEach(file -> seen.add(text(session, file)));
        });
    return seen;
  }

  private static String text(Session session, StoredFile file) {
    try (InputStream in = tracker(session).open(file.blob())) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The files are written to a new folder: each is whole, or not there. */
  private static Workload artifacts() {
    Workload workload =
        Workload.named("artifacts of a run, stored and written to a folder")
            .idempotent(Workload.ALL)
            .view(RUN, ExportWorkloads::recorded)
            .view(RUNS, ExportWorkloads::runs);
    for (String name : FILES) {
      workload.view(name, session -> written(session.beside("artifacts").resolve(name)));
    }
    return workload
        .step(RUN, POWER, ExportWorkloads::begin)
        .mayRemain() // in the catalog, though its own journal could not be opened
        .step(RUN, POWER, ExportWorkloads::end)
        .step(
            Workload.ALL,
            POWER,
            session -> with(session, runs -> runs.artifacts(RUN, session.beside("artifacts"))))
        .probe(RUNS, ExportWorkloads::startOneMore);
  }
}
