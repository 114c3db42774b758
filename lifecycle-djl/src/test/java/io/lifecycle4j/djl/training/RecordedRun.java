package io.lifecycle4j.djl.training;

import io.lifecycle4j.storage.Content;
import io.lifecycle4j.tracking.Run;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A run that keeps in memory what it was told. */
final class RecordedRun implements Run {
  final Map<String, String> params = new LinkedHashMap<>();
  final Map<String, String> tags = new LinkedHashMap<>();
  final Map<String, Map<Long, Double>> metrics = new LinkedHashMap<>();

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
  public Run param(String name, Object value) {
    params.put(name, String.valueOf(value));
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
  public Run tag(String name, String value) {
    tags.put(name, value);
    return this;
  }

  @Override
  public Run artifact(String name, Content content) {
    return this;
  }

  @Override
  public void finish() {}

  @Override
  public void fail(Throwable cause) {}

  @Override
  public void close() {}
}
