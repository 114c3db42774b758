package io.lifecycle4j.test;

import static io.lifecycle4j.data.Splits.byHash;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.schema.Task;
import java.net.URI;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A home in memory with one model, whose first version is trained, promoted and serves.
 *
 * <pre>{@code
 * try (TestHome<Ride, Double> home =
 *     TestHome.promoted("fare", Ride.class, regression("fare"), rides, ride -> 2.5 * ride.km())) {
 *   double fare = home.model().predict(ride).value();
 * }
 * }</pre>
 *
 * <p>The version is a linear model of the inputs, fitted in milliseconds, so it predicts well what
 * is linear, and is deterministic. All else is as in a home on disk: the audit trail, the log of
 * predictions, promotion and rollback. Thread-safe.
 *
 * @param <I> the type of an input
 * @param <O> the type of a predicted value
 */
public final class TestHome<I, O> implements AutoCloseable {
  private static final Actor ACTOR = Actor.by("test");

  private final Lifecycle lifecycle;
  private final ManagedModel<I, O> model;
  private final Split split;

  private TestHome(Lifecycle lifecycle, ManagedModel<I, O> model, Split split) {
    this.lifecycle = lifecycle;
    this.model = model;
    this.split = split;
  }

  /**
   * Opens a home in memory, and trains and promotes a version of a model.
   *
   * @param <I> the record class
   * @param <O> the type of a predicted value
   * @param name the name of the model
   * @param input the record class of inputs, without tensors
   * @param task a regression or a classification of one label
   * @param rows the inputs to learn from, at least 20
   * @param label returns the label of an input: a number, or the name of a class
   * @return the home; close it
   * @throws io.lifecycle4j.error.InvalidValueException if there are fewer rows, or the record class
   *     has a component that cannot be learned from
   */
  public static <I, O> TestHome<I, O> promoted(
      String name,
      Class<I> input,
      Task<O> task,
      List<? extends I> rows,
      Function<? super I, ?> label) {
    check(
        required(rows, "rows").size() >= LabelledInputs.LEAST,
        "Invalid rows: %s (needs at least %s)",
        rows.size(),
        LabelledInputs.LEAST);
    LabelledInputs<I> labelled = new LabelledInputs<>(input, task, required(label, "label"));
    Lifecycle lifecycle =
        Lifecycle.builder().location(URI.create("memory:new")).withoutEnvironment().open();
    @Nullable TestHome<I, O> made = null;
    try {
      ManagedModel<I, O> model =
          lifecycle
              .model(name, input, task)
              .preprocessing(labelled.steps())
              .trainer(new LinearTraining())
              .open();
      Split split = labelled.commit(lifecycle, name, rows).split(byHash(1).train(0.7).holdout(0.3));
      made = new TestHome<>(lifecycle, model, split);
      made.promoteNext();
      return made;
    } finally {
      if (made == null) {
        lifecycle.close();
      }
    }
  }

  /**
   * Returns the home.
   *
   * @return the home, which {@link #close} closes
   */
  public Lifecycle lifecycle() {
    return lifecycle;
  }

  /**
   * Returns the model.
   *
   * @return the open model, which {@link #close} closes
   */
  public ManagedModel<I, O> model() {
    return model;
  }

  /**
   * Returns the rows that the version was trained on and is judged by.
   *
   * @return the split
   */
  public Split split() {
    return split;
  }

  /**
   * Trains another version, and promotes it.
   *
   * @return the version, which serves
   */
  public ModelVersion promoteNext() {
    ModelVersion version = model.train(split);
    model.promote(version, ACTOR, "For a test");
    return version;
  }

  @Override
  public void close() {
    lifecycle.close();
  }
}
