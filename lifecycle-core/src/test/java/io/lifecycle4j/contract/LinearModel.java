package io.lifecycle4j.contract;

import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.model.spi.ModelWorker;
import io.lifecycle4j.schema.Signature;
import java.util.Arrays;

/** The weights of one dense layer, and how many workers use them. */
final class LinearModel implements LoadedModel {
  private final LinearEngine engine;

  /** The bias of each output is its last weight. */
  private final float[][] weights;

  private final Signature signature;
  private int workers;
  private boolean closed;

  LinearModel(LinearEngine engine, float[][] weights, Signature signature) {
    this.engine = engine;
    this.signature = signature;
    this.weights = weights;
  }

  @Override
  public synchronized ModelWorker worker() {
    if (closed) {
      throw engine.violated("A worker of a closed network was asked for");
    }
    workers++;
    return new LinearWorker(engine, this, weights, signature);
  }

  synchronized void workerClosed() {
    workers--;
  }

  @Override
  public synchronized void close() {
    if (workers > 0) {
      throw engine.violated("A network was closed while " + workers + " workers were open");
    }
    if (closed) {
      throw engine.violated("A network was closed twice");
    }
    closed = true;
    for (float[] row : weights) {
      Arrays.fill(row, Float.NaN); // who still reads them, reads what a freed memory may hold
    }
    engine.freed();
  }
}
