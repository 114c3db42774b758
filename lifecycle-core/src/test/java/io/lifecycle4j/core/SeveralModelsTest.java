package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.SETOSA;
import static io.lifecycle4j.schema.Tasks.classification;
import static io.lifecycle4j.schema.Tasks.regression;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Together;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.serving.Prediction;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One service with models of different tasks, which change and end while others answer. */
@Timeout(120)
class SeveralModelsTest {
  private static final int CALLERS = 5;
  private static final int MOVES = 6;

  private final LinearEngine engine = new LinearEngine();
  private final AtomicInteger movers = new AtomicInteger(3);
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicLong houses = new AtomicLong();
  private final AtomicLong flowers = new AtomicLong();

  record House(double rooms) {}

  record Sold(double rooms, double price) {}

  record Payment(double amount) {}

  /** The version v answers v times the number of rooms. */
  private static ModelVersion train(Lifecycle home, ManagedModel<House, Double> model) {
    List<Sold> rows = IntStream.range(0, 100).mapToObj(i -> new Sold(i % 10, i % 10)).toList();
    Split split =
        home.datasets()
            .dataset("houses")
            .snapshot(Sources.records(Sold.class, rows.stream()))
            .commit()
            .split(Splits.byHash(1).train(0.8).holdout(0.2));
    ModelVersion version = model.train(split);
    model.promote(version, ALICE, "For the test");
    return version;
  }

  private static ManagedModel<House, Double> houses(Lifecycle home) {
    AtomicInteger trained = new AtomicInteger();
    return home.model("houses", House.class, regression("price"))
        .trainer(
            context ->
                new TrainedModel(
                    LinearEngine.FORMAT,
                    LinearEngine.architecture(1, 1),
                    List.of(
                        new NamedContent(
                            LinearEngine.FILE,
                            Content.of(
                                LinearEngine.file(
                                    new float[][] {{trained.incrementAndGet(), 0}}))))))
        .monitor(DriftMonitor.builder().window(50).build())
        .open();
  }

  private void move(ManagedModel<?, ?> model, ModelVersion newest) {
    for (int i = 0; i < MOVES; i++) {
      model.rollback(ALICE, "Back");
      model.promote(newest, ALICE, "Forth");
    }
  }

  private static void openAndClose(Lifecycle home) {
    for (int i = 0; i < MOVES; i++) {
      try (ManagedModel<Payment, String> rule =
          home.model("fraud", Payment.class, classification("fraud", "yes", "no"))
              .serving(payment -> payment.amount() > 5 ? "yes" : "no")
              .open()) {
        assertThat(rule.predict(List.of(new Payment(9), new Payment(1))))
            .extracting(Prediction::value)
            .containsExactly("yes", "no");
      }
    }
  }

  private void ask(
      ManagedModel<House, Double> priced,
      ManagedModel<Flower, String> named,
      Map<Integer, Double> probabilities) {
    while (!over.get()) {
      Prediction<Double> price = priced.predict(new House(3));
      assertThat(price.value()).isEqualTo(3.0 * price.version().orElseThrow());
      houses.incrementAndGet();
      Prediction<String> name = named.predict(SETOSA);
      assertThat(name.value()).isEqualTo("setosa");
      double probability = name.probability().orElseThrow();
      assertThat(probabilities.computeIfAbsent(name.version().orElseThrow(), v -> probability))
          .isEqualTo(probability);
      flowers.incrementAndGet();
    }
  }

  @Test
  @OnlyLarger
  void answersFromEachModelAlone() throws Exception {
    long before = writers(); // of homes that other tests have left to their threads
    try (Lifecycle home = Flowers.inMemory(engine)) {
      try (ManagedModel<House, Double> priced = houses(home);
          ManagedModel<Flower, String> named =
              Flowers.model(home).monitor(DriftMonitor.builder().window(50).build()).open()) {
        train(home, priced);
        ModelVersion price = train(home, priced);
        Flowers.promoted(named, Flowers.split(home, 1));
        ModelVersion name = Flowers.promoted(named, Flowers.split(home, 2));
        Map<Integer, Double> probabilities = new ConcurrentHashMap<>();
        Together.run(
            CALLERS + 3,
            thread -> {
              switch (thread) {
                case 0 -> move(priced, price);
                case 1 -> move(named, name);
                case 2 -> openAndClose(home);
                default -> ask(priced, named, probabilities);
              }
              over.compareAndSet(false, thread < 3 && movers.decrementAndGet() == 0);
              return thread;
            });
        assertThat(priced.predictions().count()).isEqualTo(houses.get());
        assertThat(named.predictions().count()).isEqualTo(flowers.get());
        assertThat(priced.log().lost() + named.log().lost()).isZero();
        assertThat(priced.history()).hasSize(4 + 2 * MOVES);
        assertThat(writers()).as("threads that write logs").isBetween(1L, before + 1);
      }
    }
    assertThat(engine.violations()).isEmpty();
    assertThat(engine.open()).isZero();
  }

  private static long writers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("lifecycle4j-predictions"))
        .count();
  }
}
