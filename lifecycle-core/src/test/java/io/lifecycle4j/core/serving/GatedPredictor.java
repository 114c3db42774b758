package io.lifecycle4j.core.serving;

import io.lifecycle4j.serving.Predictor;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

/** Doubles each input, once it may. */
final class GatedPredictor implements Predictor<Double, Double> {
  /** What it was called with, in its order. */
  final ConcurrentLinkedQueue<Double> called = new ConcurrentLinkedQueue<>();

  final Semaphore began = new Semaphore(0);
  final Semaphore gate = new Semaphore(0);

  @Override
  public List<Double> predict(List<? extends Double> inputs) {
    called.addAll(inputs);
    began.release();
    gate.acquireUninterruptibly();
    return inputs.stream().map(input -> input * 2).toList();
  }
}
