package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.core.Flowers.linear;
import static io.lifecycle4j.registry.Gates.notWorseThanProduction;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.RegisteredVersion;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.serving.Prediction;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunRecord;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;

/** The life of a model in few steps, and what can be read of it afterwards. */
final class SmallLife {
  static final Instant NOON = Instant.parse("2026-02-28T12:00:00.000000007Z");

  /** Names and texts that no simple encoding holds. */
  static final String NAME = "İstanbul-Größe-日本-\ud83d\ude00";

  private SmallLife() {}

  /** Lives in the home at a location and prints what can be read afterwards. */
  public static void main(String[] arguments) {
    System.out.println(String.format("%d", 1).codePointAt(0)); // shows which locale it is
    URI location = URI.create(arguments[0]);
    try (Lifecycle home = open(location, InstantSource.fixed(NOON))) {
      live(home);
    }
    try (Lifecycle home = open(location, InstantSource.fixed(NOON))) {
      read(home).forEach(line -> System.out.println(ascii(line)));
    }
  }

  static Lifecycle open(URI location, InstantSource clock) {
    return Lifecycle.builder()
        .location(location)
        .clock(clock)
        .engine(new LinearEngine())
        .withoutEnvironment() // what is kept is the same on every machine
        .open();
  }

  static void live(Lifecycle home) {
    try (Run run = home.experiments().start(NAME)) {
      run.param(NAME, NAME).log(NAME, 0.1).tag(NAME, "\0\u202e" + NAME);
      run.artifact(NAME, Content.of(NAME)).finish();
    }
    try (ManagedModel<Flower, String> model =
        Flowers.model(home)
            .gates(
                linear(
                    metric("accuracy").atLeast(0.8),
                    notWorseThanProduction("accuracy").within(0.1)))
            .open()) {
      ModelVersion first = model.train(Flowers.split(home, 1));
      model.promote(first, Flowers.ALICE, NAME);
      ModelVersion second = model.train(Flowers.split(home, 2));
      model.promote(second, Flowers.ALICE, "Again");
      model.rollback(Flowers.ALICE, "Back");
    }
  }

  /** Says all that does not hang on chance or on the clock. */
  static List<String> read(Lifecycle home) {
    List<String> lines = new ArrayList<>();
    lines.add(home.datasets().names() + " " + home.models().names());
    for (DatasetVersion version : home.datasets().dataset("flowers").versions()) {
      lines.add(version.id() + " " + version.manifest().profile());
      lines.add(String.valueOf(version.split(Flowers.PLAN).count(SplitRole.HOLDOUT)));
    }
    for (String experiment : List.of(NAME, "species")) {
      for (RunRecord run : home.experiments().runs(experiment)) {
        lines.add(run.status() + " " + new TreeMap<>(run.params()) + run.tags() + run.artifacts());
        new TreeMap<>(run.metrics())
            .forEach((name, at) -> lines.add(name + at.last().value() + at.last().step()));
      }
    }
    for (RegisteredVersion registered : home.models().versions("species")) {
      ModelVersion version = home.models().version("species", registered.number());
      lines.add(version + " " + version.manifest().artifact() + version.manifest().golden());
    }
    for (AuditRecord record : home.models().history("species")) {
      lines.add(said(record));
    }
    try (ManagedModel<Flower, String> model = Flowers.plain(home).open()) {
      Prediction<String> answer = model.predict(Flowers.SETOSA);
      lines.add(
          answer.value()
              + answer.probability().orElse(Double.NaN)
              + " by "
              + answer.version().orElseThrow());
    }
    return lines;
  }

  /** What a record says, but for its time and the id of a run. */
  static String said(AuditRecord record) {
    Transition said = record.transition();
    return String.format(
        "%s by %s: %s %s",
        said.changes(),
        said.actor().name(),
        said.reason().replaceAll("run [0-9a-z]{16}", "run"),
        said.verdicts());
  }

  /** Writes a line so that any encoding of the standard output carries it. */
  static String ascii(String line) {
    return HexFormat.of().formatHex(line.getBytes(StandardCharsets.UTF_8));
  }
}
