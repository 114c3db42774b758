package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.registry.Gates.withoutBaseline;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.PurgedDataException;
import io.lifecycle4j.maintenance.GarbageReport;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.Approvals;
import io.lifecycle4j.registry.WeightRetention;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps the weights of a version, beside an alias that names it. */
class VersionInUseTest {
  private static final Actor BOB = Actor.by("bob");

  private volatile Instant now = Fixtures.TIME;
  private Lifecycle home;
  private ManagedModel<Flower, String> model;
  private ModelVersion first;

  @BeforeEach
  void open() {
    home = Flowers.open(Lifecycle.builder().location(URI.create("memory:new")).clock(() -> now));
    model = Flowers.model(home).open();
    first = model.train(Flowers.split(home, 1));
  }

  @AfterEach
  void close() {
    home.close();
  }

  private void require(Approvals rule) {
    model
        .changePolicy("production")
        .gates(metric("accuracy").atLeast(0.1), withoutBaseline("Fitted on few rows"))
        .approvals(rule)
        .by(ALICE)
        .reason("Agreed")
        .commit();
  }

  private GarbageReport keepNewest() {
    return home.maintenance()
        .collectGarbage()
        .keepWeights(WeightRetention.newest(1))
        .quarantine()
        .run();
  }

  private void assertNotPurged(String why) {
    assertThatThrownBy(() -> home.models().purge(first, BOB, "Too large"))
        .isInstanceOf(ConflictException.class)
        .hasMessage("Cannot purge species:1: " + why);
  }

  @Test
  void keepsAVersionThatWaitsForItsPromotionWithAnApproval() {
    require(Approvals.of(1).expireAfter(Duration.ofDays(3)));
    model.judge(first);
    model.approve(first, BOB, "Reviewed");
    model.train(Flowers.split(home, 2));
    ModelVersion third = model.train(Flowers.split(home, 3));

    assertThat(keepNewest().purgedVersions()).containsExactly("species:2");
    assertNotPurged(
        "it is approved for production: bob approved it at 2026-01-02T03:04:05Z (delete it first)");
    model.promote(third).override("Urgent").by(ALICE).reason("Urgent").commit();
    now = now.plus(Duration.ofDays(3));

    assertThat(keepNewest().purgedVersions())
        .as("the approval expired")
        .containsExactly("species:1");
  }

  @Test
  void keepsAVersionWhoseVerdictsLetItBePromoted() {
    require(Approvals.NONE);
    ModelVersion second = model.train(Flowers.split(home, 2));
    model.judge(first);

    assertThat(keepNewest().purgedVersions()).isEmpty();
    assertNotPurged("it passed the gates of production, and may be promoted (delete it first)");
    model.promote(second, ALICE, "Better");

    assertThat(keepNewest().purgedVersions())
        .as("it was not compared with this production")
        .containsExactly("species:1");
  }

  @Test
  void asksForADeletionBeforeThePurgeOfWhatMayBePromoted() {
    require(Approvals.NONE);
    model.judge(first);

    home.models().delete(first, BOB, "Wrong labels");
    home.models().purge(first, BOB, "Wrong labels");

    assertThat(home.models().allVersions("species").get(0).removal().isPurged()).isTrue();
  }

  @Test
  void keepsAVersionThatServedRequestsInARollout() {
    model.promote(model.train(Flowers.split(home, 2)), ALICE, "Better");
    model.rollout(first).canary(0.2, 1).start(ALICE, "Carefully").abort(ALICE, "Too slow");
    model.train(Flowers.split(home, 3));

    assertThat(keepNewest().purgedVersions()).isEmpty();
    assertNotPurged("it served requests in a rollout, and may have to explain answers");
    home.models().delete(first, BOB, "Not used");
    assertNotPurged("it served requests in a rollout, and may have to explain answers");
  }

  @Test
  void losesTheWeightsOfAShadowThatHasEnded() {
    model.promote(model.train(Flowers.split(home, 2)), ALICE, "Better");
    Instant end = now.plus(Duration.ofHours(1));
    model.shadow(first).until(end).start(ALICE, "Compare");
    model.train(Flowers.split(home, 3));
    assertThat(keepNewest().purgedVersions()).isEmpty();
    assertNotPurged("it is a shadow until " + end + " (stop it first)");

    now = end;

    assertThat(keepNewest().purgedVersions()).containsExactly("species:1");
  }

  @Test
  void isNotEvaluatedByAProcessThatHasNotReadOfItsPurge(@TempDir Path directory) {
    try (Lifecycle behind = Flowers.in(directory.resolve("home"));
        Lifecycle other = Flowers.in(directory.resolve("home"))) {
      ManagedModel<Flower, String> here = Flowers.model(behind).open();
      ModelVersion version = here.train(Flowers.split(behind, 1));
      other.models().purge(version, BOB, "Too large");

      for (Consumer<ModelVersion> use :
          List.<Consumer<ModelVersion>>of(here::evaluate, here::judge, here::stress)) {
        assertThatThrownBy(() -> use.accept(version)).isInstanceOf(PurgedDataException.class);
      }
    }
  }

  @Test
  void isAlwaysReported() {
    assertThat(keepNewest().toString())
        .endsWith("\n  lost weights, with the newest 1 versions kept: no version");
    assertThat(home.maintenance().collectGarbage().run().toString())
        .endsWith("\n  lost weights: no version (no retention)");
  }

  @Test
  void saysWhyAPurgedVersionIsNotRestored() {
    home.models().purge(first, BOB, "Too large");

    assertThatThrownBy(() -> home.models().restore(first, BOB, "A mistake"))
        .isInstanceOf(ConflictException.class)
        .hasMessageStartingWith("Cannot restore species:1: it was purged by bob at ")
        .hasMessageEndingWith(" (Too large), and its weights are gone (import it again)");
  }
}
