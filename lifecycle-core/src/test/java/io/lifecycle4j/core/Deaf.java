package io.lifecycle4j.core;

import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunInput;
import io.lifecycle4j.training.Examples;
import io.lifecycle4j.training.TrainingContext;
import io.lifecycle4j.training.TrainingProgress;
import java.util.Optional;

/** Hides from a trainer that its caller gave up. */
record Deaf(TrainingContext context) implements TrainingContext {
  @Override
  public Task<?> task() {
    return context.task();
  }

  @Override
  public Signature signature() {
    return context.signature();
  }

  @Override
  public Examples training() {
    return context.training();
  }

  @Override
  public Optional<Examples> validation() {
    return context.validation();
  }

  @Override
  public RunInput input(SplitRole role) {
    return context.input(role);
  }

  @Override
  public Run run() {
    return context.run();
  }

  @Override
  public Engine.Files startFrom(ModelVersion version) {
    return context.startFrom(version);
  }

  @Override
  public boolean cancelled() {
    return false;
  }

  @Override
  public Optional<String> report(TrainingProgress progress) {
    return context.report(progress);
  }
}
