package io.lifecycle4j.core.monitoring.strata;

import io.lifecycle4j.core.error.IdleObjects;
import io.lifecycle4j.core.profile.RowSample;
import io.lifecycle4j.core.profile.RowSampler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Samples the images and sequences of one window. Thread-safe and lock-free. */
final class TensorRecorders {
  /** By the place of the mean; null for other columns. */
  private final @Nullable TensorRecorder[] recorders;

  private TensorRecorders(@Nullable TensorRecorder[] recorders) {
    this.recorders = recorders;
  }

  /** Creates recorders of samples by the places of means. */
  static TensorRecorders of(Map<Integer, RowSample> samples) {
    int places = samples.keySet().stream().mapToInt(place -> place + 1).max().orElse(0);
    TensorRecorder[] recorders = new TensorRecorder[places];
    AtomicLong seeds = new AtomicLong();
    samples.forEach(
        (place, sample) -> recorders[place] = new TensorRecorder(sample.features(), seeds));
    return new TensorRecorders(recorders);
  }

  /** Records the first numbers of an array, if the tensor at this place is sampled. */
  void record(int place, float[] tensor, int numbers) {
    TensorRecorder recorder = place < recorders.length ? recorders[place] : null;
    if (recorder != null) {
      recorder.record(tensor, numbers);
    }
  }

  /** Returns the samples, in the order of their places. */
  List<RowSample> samples() {
    List<RowSample> samples = new ArrayList<>();
    for (TensorRecorder recorder : recorders) {
      if (recorder != null) {
        samples.add(recorder.sample());
      }
    }
    return samples;
  }

  /** Creates empty recorders of the next window. */
  TensorRecorders another() {
    TensorRecorder[] others = new TensorRecorder[recorders.length];
    for (int i = 0; i < others.length; i++) {
      TensorRecorder recorder = recorders[i];
      others[i] = recorder == null ? null : recorder.another();
    }
    return new TensorRecorders(others);
  }

  /** Samples one tensor, by about as many samplers as threads do so at the same time. */
  private static final class TensorRecorder {
    private final int features;
    private final AtomicLong seeds;
    private final Queue<RowSampler> all = new ConcurrentLinkedQueue<>();
    private final IdleObjects<RowSampler> idle = new IdleObjects<>();

    TensorRecorder(int features, AtomicLong seeds) {
      this.features = features;
      this.seeds = seeds;
    }

    void record(float[] tensor, int numbers) {
      RowSampler sampler = idle.poll();
      if (sampler == null) {
        sampler = new RowSampler(features, seeds.incrementAndGet());
        all.add(sampler);
      }
      try {
        sampler.add(tensor, numbers);
      } finally {
        idle.add(sampler);
      }
    }

    RowSample sample() {
      return RowSample.merged(features, all.stream().map(RowSampler::sample).toList());
    }

    TensorRecorder another() {
      return new TensorRecorder(features, seeds);
    }
  }
}
