package io.lifecycle4j.core.monitoring.strata;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.model.AnswerColumns;
import io.lifecycle4j.core.monitoring.statistics.ClassifierTest;
import io.lifecycle4j.core.monitoring.statistics.Significance.Basis;
import io.lifecycle4j.core.profile.RowSample;
import io.lifecycle4j.core.profile.Statistics;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.monitoring.Divergence;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The images and sequences of a reference, of which it has a sample of rows: a classifier is to
 * tell those of the window from those of the reference. Immutable.
 *
 * <p>A summary of a window consists of that of the detector and one sample for each of them.
 */
final class SampledTensors {
  private static final byte FORM = 1;
  private static final long SEED = 20_260_101;

  /** By the place of the mean; that of embeddings is after all columns. */
  private final Map<Integer, RowSample> samples;

  private final List<String> names = new ArrayList<>();

  private SampledTensors(Map<Integer, RowSample> samples) {
    this.samples = samples;
  }

  /** What a window has of both. */
  record Parts(DriftSummary counted, List<RowSample> samples) {}

  /**
   * Finds those of rows that do not depend on each other.
   *
   * @param embeddings a sample of embeddings; null if they are not compared
   */
  static SampledTensors of(Profile reference, @Nullable RowSample embeddings) {
    SampledTensors found = new SampledTensors(new TreeMap<>());
    for (int i = 0; i < reference.columns().size(); i++) {
      int place = i;
      ColumnProfile column = reference.columns().get(i);
      if (column.designEffect() <= 1 && column.name().endsWith(Statistics.MEAN)) {
        column
            .sample()
            .ifPresent(
                sample -> {
                  found.samples.put(place, RowSample.of(sample));
                  found.names.add(name(column.name()));
                });
      }
    }
    if (embeddings != null) {
      found.samples.put(reference.columns().size(), embeddings);
      found.names.add(AnswerColumns.EMBEDDING);
    }
    return found;
  }

  /** Returns none. */
  static SampledTensors none() {
    return new SampledTensors(Map.of());
  }

  private static String name(String mean) {
    return mean.substring(0, mean.length() - Statistics.MEAN.length());
  }

  boolean isEmpty() {
    return samples.isEmpty();
  }

  /** Returns the most bytes of a summary beside those of the detector. */
  long mostBytes() {
    return isEmpty() ? 0 : 1 + (long) samples.size() * (Integer.BYTES + RowSample.MOST_BYTES) + 12;
  }

  /** Creates recorders of one window. */
  TensorRecorders recorders() {
    return TensorRecorders.of(samples);
  }

  /** Writes both parts of a summary. */
  static DriftSummary write(DriftSummary counted, List<RowSample> samples) {
    List<byte[]> all = samples.stream().map(RowSample::bytes).toList();
    byte[] own = counted.bytes();
    int size = all.stream().mapToInt(bytes -> Integer.BYTES + bytes.length).sum();
    ByteBuffer bytes = ByteBuffer.allocate(1 + size + own.length).put(FORM);
    all.forEach(sample -> bytes.putInt(sample.length).put(sample));
    return DriftSummary.of(counted.rows(), bytes.put(own).array());
  }

  /**
   * Reads a summary.
   *
   * @throws InvalidValueException if it is not of this reference
   */
  Parts read(DriftSummary summary) {
    if (isEmpty()) {
      return new Parts(summary, List.of());
    }
    ByteBuffer bytes = ByteBuffer.wrap(summary.bytes());
    try {
      byte form = bytes.get();
      check(form == FORM, "Invalid drift summary: form %s (must be %s)", form, FORM);
      List<RowSample> read = new ArrayList<>();
      for (RowSample reference : samples.values()) {
        int length = bytes.getInt();
        check(
            length >= 0 && length <= bytes.remaining(),
            "Invalid drift summary: a sample of %s bytes (%s remain)",
            length,
            bytes.remaining());
        byte[] own = new byte[length];
        bytes.get(own);
        read.add(RowSample.merged(reference.features(), List.of(RowSample.of(own))));
      }
      byte[] counted = new byte[bytes.remaining()];
      bytes.get(counted);
      return new Parts(DriftSummary.of(summary.rows(), counted), read);
    } catch (BufferUnderflowException e) {
      throw new InvalidValueException("Invalid drift summary: it ends too early", e);
    }
  }

  /** Returns the samples of the rows of all. */
  List<RowSample> merged(List<Parts> parts) {
    List<RowSample> merged = new ArrayList<>();
    int[] place = {0};
    for (RowSample reference : samples.values()) {
      merged.add(
          RowSample.merged(
              reference.features(),
              parts.stream().map(part -> part.samples().get(place[0])).toList()));
      place[0]++;
    }
    return merged;
  }

  /** Returns a profile with samples, one for each of them. */
  Profile with(Profile counted, List<RowSample> own) {
    List<ColumnProfile> columns = new ArrayList<>(counted.columns());
    int next = 0;
    for (int place : samples.keySet()) {
      ColumnProfile mean = columns.get(place);
      columns.set(
          place,
          ColumnProfile.builder(mean.name(), mean.count(), mean.missing())
              .moments(mean.moments().orElse(null))
              .histogram(mean.histogram().orElse(null))
              .sample(own.get(next++).encoded())
              .build());
    }
    return new Profile(counted.rows(), columns);
  }

  /** Compares the samples of a window, each with that of the reference. */
  List<Compared> compare(List<RowSample> window) {
    List<Compared> compared = new ArrayList<>();
    int place = 0;
    for (RowSample reference : samples.values()) {
      compared.add(compare(names.get(place), reference, window.get(place)));
      place++;
    }
    return compared;
  }

  private static Compared compare(String name, RowSample reference, RowSample window) {
    ClassifierTest.Result result = ClassifierTest.test(reference.rows(), window.rows(), SEED);
    boolean isTested = result.significance().basis() != Basis.NOT_ENOUGH_DATA;
    String words =
        isTested
            ? String.format(
                Locale.ROOT,
                "a classifier tells rows of the window from those of the reference in %.0f %% of"
                    + " pairs",
                100 * result.significance().statistic())
            : "too few rows for a classifier";
    Divergence found =
        Divergence.builder(name, result.significance().pValue(), words)
            .effect(result.effect().value(), result.effect().low(), result.effect().high())
            .build();
    return new Compared(found, null, isTested ? reference.size() : 0, isTested ? window.size() : 0);
  }
}
