package io.lifecycle4j.djl.training;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.tracking.Checkpoint;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunInput;
import io.lifecycle4j.tracking.RunParts;
import io.lifecycle4j.training.TrainingState;
import java.awt.image.RenderedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A run that keeps in memory what it was told. */
final class RecordedRun implements Run {
  final Map<String, Long> seeds = new LinkedHashMap<>();
  final Map<String, String> params = new LinkedHashMap<>();
  final Map<String, String> tags = new LinkedHashMap<>();
  final Map<String, Map<Long, Double>> metrics = new LinkedHashMap<>();
  final Map<String, RunInput> data = new LinkedHashMap<>();
  final Map<String, String> artifacts = new LinkedHashMap<>();
  final Map<String, byte[]> checkpoints = new LinkedHashMap<>();
  final Map<String, Checkpoint.Dropped> dropped = new LinkedHashMap<>();
  private final Map<String, Long> steps = new LinkedHashMap<>();

  List<Double> values(String metric) {
    return new ArrayList<>(metrics.getOrDefault(metric, Map.of()).values());
  }

  double last(String metric) {
    List<Double> values = values(metric);
    return values.get(values.size() - 1);
  }

  @Override
  public String id() {
    return "run-1";
  }

  @Override
  public Run seed(String name, long seed) {
    seeds.put(name, seed);
    return this;
  }

  @Override
  public Run param(String name, Object value) {
    String before = params.putIfAbsent(name, String.valueOf(value));
    if (before != null && !before.equals(String.valueOf(value))) {
      throw new ConflictException("Parameter already exists: " + name);
    }
    return this;
  }

  @Override
  public Run log(String metric, double value) {
    return log(metric, value, metrics.getOrDefault(metric, Map.of()).size());
  }

  @Override
  public Run log(String metric, double value, long step) {
    metrics.computeIfAbsent(metric, name -> new LinkedHashMap<>()).put(step, value);
    return this;
  }

  @Override
  public Run log(String metric, double value, long step, RunInput input) {
    data.put(metric, input);
    return log(metric, value, step);
  }

  @Override
  public Run tag(String name, String value) {
    tags.put(name, value);
    return this;
  }

  @Override
  public Run removeTag(String name) {
    tags.remove(name);
    return this;
  }

  @Override
  public Run note(String text) {
    return this;
  }

  @Override
  public Run input(RunInput input) {
    return this;
  }

  @Override
  public Run artifact(String name, Content content) {
    artifacts.put(name, new String(bytes(content), StandardCharsets.UTF_8));
    return this;
  }

  @Override
  public Run artifact(String name, Path file) {
    return this;
  }

  @Override
  public Run table(String name, List<String> columns, Iterable<? extends List<?>> rows) {
    return this;
  }

  @Override
  public Run image(String name, RenderedImage image) {
    return this;
  }

  @Override
  public Run params(Map<String, ?> values) {
    values.forEach(this::param);
    return this;
  }

  @Override
  public Run checkpoint(String name, long step, Content content) {
    checkpoints.put(name, bytes(content));
    steps.put(name, step);
    return this;
  }

  @Override
  public Run dropCheckpoint(String name, long step, Checkpoint.Dropped why) {
    if (checkpoints.remove(name) == null) {
      throw new NotFoundException("Checkpoint does not exist: " + name);
    }
    dropped.put(name, why);
    return this;
  }

  private static byte[] bytes(Content content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      content.writeTo(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @Override
  public Run batch(Consumer<RunParts> parts) {
    throw new UnsupportedOperationException("A training logs each thing by itself");
  }

  @Override
  public Run flush() {
    return this;
  }

  @Override
  public void finish() {}

  @Override
  public void fail(Throwable cause) {}

  @Override
  public void kill(String reason) {}

  @Override
  public void close() {}

  /** Returns the state that was stored last; null if there is none. */
  @Nullable TrainingState lastState() {
    String last = null;
    for (String name : checkpoints.keySet()) {
      last = name;
    }
    return last == null ? null : state(last);
  }

  private TrainingState state(String name) {
    byte[] bytes = Objects.requireNonNull(checkpoints.get(name));
    long progress = Long.parseLong(name.substring(name.indexOf('/') + 1));
    return new TrainingState(
        Objects.requireNonNull(steps.get(name)), progress, () -> new ByteArrayInputStream(bytes));
  }
}
