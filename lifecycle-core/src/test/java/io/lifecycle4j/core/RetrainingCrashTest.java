package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.condition.Conditions.newRows;
import static io.lifecycle4j.core.Flowers.linear;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.TestClock;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.storage.ForwardingMedium;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.Change.Judged;
import io.lifecycle4j.retraining.Retraining;
import io.lifecycle4j.retraining.Retraining.End;
import io.lifecycle4j.retraining.Retraining.Stage;
import io.lifecycle4j.retraining.RetrainingPolicy;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a retraining if the process is killed before or after any write. */
@Tag(Volume.TAG)
class RetrainingCrashTest {
  private static final Instant BEGIN = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);
  private static final int MOST = Volume.of(12, 100, 1_000);

  private final TestClock now = new TestClock(BEGIN);
  private final AtomicInteger trainings = new AtomicInteger();

  @TempDir private Path directory;

  /** Copies the home before and after each append, as the death of the process would leave it. */
  private final class Killed extends ForwardingMedium {
    private final Path home;
    private final List<Path> left = new ArrayList<>();
    private boolean copies;

    Killed(Path home) {
      super(Media.file(home));
      this.home = home;
    }

    @Override
    public URI location() {
      return inner().location();
    }

    @Override
    protected @Nullable Object call(Object target, Method method, Object[] arguments)
        throws Throwable {
      Object result = super.call(target, method, arguments);
      return result instanceof Journal journal ? copied(journal) : result;
    }

    private Journal copied(Journal journal) {
      return (Journal)
          Proxy.newProxyInstance(
              Journal.class.getClassLoader(),
              new Class<?>[] {Journal.class},
              (proxy, method, arguments) -> {
                boolean writes = method.getName().equals("append");
                copy(writes);
                try {
                  return method.invoke(journal, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getTargetException();
                } finally {
                  copy(writes);
                }
              });
    }

    private synchronized void copy(boolean writes) {
      if (copies && writes) {
        Path copy = directory.resolve("copy-" + left.size());
        try {
          GoldenHomeTest.copy(home, copy);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        left.add(copy);
      }
    }
  }

  private Lifecycle open(Medium medium) {
    return Lifecycle.builder()
        .medium(medium)
        .clock(now)
        .engine(new LinearEngine())
        .withoutEnvironment()
        .open();
  }

  private ManagedModel<Flower, String> model(Lifecycle home) {
    return Flowers.plain(home)
        .trainer(
            context -> {
              trainings.incrementAndGet();
              return new LinearTrainer(20, 0.5, 1).train(context);
            })
        .gates(linear(metric("accuracy").atLeast(0.3)))
        .retraining(RetrainingPolicy.when(newRows(50)).build())
        .retrainFrom("flowers")
        .split(Flowers.PLAN)
        .open();
  }

  /** Retrains once, and returns the home as it was at each write. */
  private List<Path> copies() {
    Killed medium = new Killed(directory.resolve("home"));
    try (Lifecycle home = open(medium);
        ManagedModel<Flower, String> model = model(home)) {
      Flowers.promoted(model, Flowers.commit(home, 1, 200).split(Flowers.PLAN));
      Flowers.commit(home, 2, 300);
      now.set(BEGIN.plus(DAY));
      medium.copies = true;
      model.runDue(now.instant());
      now.set(BEGIN.plus(DAY.multipliedBy(2)));
      model.runDue(now.instant());
      medium.copies = false;
      return List.copyOf(medium.left);
    }
  }

  @Test
  @OnlyLarger
  void endsWithOneCandidateAndOnePromotionWheneverItIsKilled() {
    List<Path> copies = copies();
    assertThat(copies).hasSizeGreaterThan(30);
    int step = Math.max(1, copies.size() / MOST);
    for (int i = Math.floorMod(Volume.seed(), step); i < copies.size(); i += step) {
      goOn(copies.get(i));
    }
  }

  private void goOn(Path copy) {
    try (Lifecycle home = open(Media.file(copy));
        ManagedModel<Flower, String> model = model(home)) {
      boolean wasTrained = home.models().versions("species").size() == 2;
      trainings.set(0);
      now.set(BEGIN.plus(DAY).plusSeconds(60));
      model.runDue(now.instant());
      now.set(BEGIN.plus(DAY.multipliedBy(3)));
      model.runDue(now.instant());

      String at = copy.getFileName().toString();
      assertThat(home.models().versions("species")).as(at).hasSize(2);
      assertThat(trainings).as(at).hasValue(wasTrained ? 0 : 1);
      assertThat(promotions(model)).as(at).isEqualTo(2);
      assertThat(judged(model)).as(at).isEqualTo(3); // the promotion repeats the verdicts
      assertThat(model.retrainings().all()).as(at).hasSize(1);
      Retraining only = model.retrainings().all().get(0);
      assertThat(only.end()).as(at).contains(End.PROMOTED);
      assertThat(only.version()).as(at).hasValue(2);
      assertThat(only.steps().stream().map(Retraining.Step::stage))
          .as(at)
          .containsOnlyOnce(Stage.SNAPSHOT, Stage.TRAINED, Stage.JUDGED, Stage.WATCHED);
    }
  }

  private static long judged(ManagedModel<?, ?> model) {
    return model.history().stream()
        .flatMap(entry -> entry.transition().changes().stream())
        .filter(Judged.class::isInstance)
        .count();
  }

  private static long promotions(ManagedModel<?, ?> model) {
    return model.history().stream()
        .flatMap(entry -> entry.transition().changes().stream())
        .filter(AliasMoved.class::isInstance)
        .count();
  }
}
