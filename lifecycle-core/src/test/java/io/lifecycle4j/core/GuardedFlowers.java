package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.linear;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.condition.Requirement;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.error.NotAllowedException;
import io.lifecycle4j.model.ExternalModel;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.ActionRequest;
import io.lifecycle4j.registry.Approvals;
import io.lifecycle4j.registry.Authorizer;
import io.lifecycle4j.registry.RegisteredVersion;
import io.lifecycle4j.storage.Content;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A home whose authorizer answers as a test says, with two versions that were in production and
 * staging, and a candidate.
 */
final class GuardedFlowers implements AutoCloseable {
  private final LinearEngine engine = new LinearEngine();
  private final Path directory;
  private final Lifecycle home;
  private final ManagedModel<Flower, String> model;
  private final ModelVersion candidate;
  private final ModelVersion spare;
  private final Split split;
  private final List<ActionRequest> requests = new ArrayList<>();
  private volatile Authorizer answer = Authorizer.ALL;

  GuardedFlowers(Path directory, Requirement... gates) {
    this.directory = directory;
    this.home =
        Flowers.open(
            Lifecycle.builder()
                .location(URI.create("memory:new"))
                .authorizer(request -> answer.allows(request)),
            engine);
    try (ManagedModel<Flower, String> ungated = Flowers.model(home).open()) {
      for (int seed = 1; seed <= 2; seed++) {
        ModelVersion version = Flowers.promoted(ungated, Flowers.split(home, seed));
        ungated.promote(version).to("staging").by(ALICE).reason("A trial").commit();
      }
    }
    this.model = Flowers.model(home).gates(linear(gates)).open();
    this.candidate = model.train(Flowers.split(home, 3));
    this.spare = model.train(Flowers.split(home, 3));
    this.split = Flowers.split(home, 4);
  }

  Lifecycle home() {
    return home;
  }

  ManagedModel<Flower, String> model() {
    return model;
  }

  ModelVersion candidate() {
    return candidate;
  }

  /** Returns a version that nobody needs. */
  ModelVersion spare() {
    return spare;
  }

  void delete() {
    if (home.models().versions("species").stream().anyMatch(this::isSpare)) {
      home.models().delete(spare, ALICE, "Old");
    }
  }

  private boolean isSpare(RegisteredVersion version) {
    return version.number() == spare.number();
  }

  void answer(Authorizer next) {
    answer = next;
  }

  /** Refuses from the request of a number on, counted from one. */
  void refuseFrom(int number) {
    requests.clear();
    answer(
        request -> {
          requests.add(request);
          return requests.size() < number;
        });
  }

  List<ActionRequest> requests() {
    return List.copyOf(requests);
  }

  boolean isRefused(Door door) {
    try {
      door.call().accept(this);
      return false;
    } catch (NotAllowedException e) {
      return true;
    }
  }

  /** Returns what a refused call must not change. */
  Object seen() {
    return List.of(
        model.history(),
        home.models().looks("species"),
        home.experiments().runs("species").size(),
        engine.loaded());
  }

  void train() {
    model.train(split);
  }

  void trainByAlice() {
    model.train(split, ALICE);
  }

  void resume() {
    model.resume(((ModelManifest.Provenance.Trained) candidate.manifest().provenance()).run());
  }

  void pin() {
    model.pinHoldout(split, ALICE, "One for all");
  }

  void register() {
    ExternalModel elsewhere =
        ExternalModel.builder(LinearEngine.FORMAT)
            .architecture(LinearEngine.architecture(4, 3))
            .file(LinearEngine.FILE, Content.of(LinearEngine.file(new float[3][5])))
            .build();
    model.register(elsewhere, split, ALICE, "From research");
  }

  void importFrom() {
    Path file = directory.resolve("exported");
    if (!file.toFile().exists()) {
      try (Lifecycle other = Flowers.inMemory();
          ManagedModel<Flower, String> trained = Flowers.model(other).open()) {
        trained.export(trained.train(Flowers.split(other, 9)), file);
      }
    }
    model.importFrom(file, ALICE, "From training");
  }

  void requireReview() {
    model
        .changePolicy("reviewed")
        .approvals(Approvals.of(1))
        .by(ALICE)
        .reason("Four eyes")
        .commit();
  }

  void tryOut() {
    if (model.findNamed("trial").isEmpty()) {
      model.promote(candidate).to("trial").by(ALICE).reason("A trial").commit();
    }
  }

  void rollOut() {
    model.rollout(candidate).start(ALICE, "Carefully");
  }

  @Override
  public void close() {
    answer = Authorizer.ALL;
    try (home) {
      model.close();
    }
  }
}
