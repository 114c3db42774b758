package io.lifecycle4j.core.model.network;

import io.lifecycle4j.core.engine.OpenWorkers;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.model.spi.ModelWorker;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import java.nio.FloatBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs a network with its own arrays, a few rows at a time.
 *
 * <p>A run allocates nothing, as long as the tensors and the number of rows are those of the run
 * before.
 */
final class JavaWorker implements ModelWorker {
  /** How many rows share a pass over the weights. */
  private static final int BLOCK = 16;

  /** The most numbers of all arrays: as many as fit into the caches of a processor. */
  private static final long MOST_NUMBERS = 1 << 20;

  private final JavaModel model;
  private final Reader[] readers;
  private final Chain layers;
  private final int block;
  private final OpenWorkers.Worker use;

  /** What the last layer receives of each row; null if nobody asks. */
  private @Nullable Tensor hidden;

  private float[][] joined;
  private List<Tensor> outputs;
  private Tensor room;
  private FloatBuffer written;

  JavaWorker(OpenWorkers.Worker use, JavaModel model, boolean embeds) {
    this.use = use;
    this.model = model;
    this.readers =
        model.starts().stream().map(start -> new Reader(start, model)).toArray(Reader[]::new);
    this.layers = new Chain(model.kernels());
    long numbers = layers.size + width();
    for (Reader reader : readers) {
      numbers += reader.spec.numbers() + reader.chain.size;
    }
    this.block = (int) Math.max(1, Math.min(BLOCK, MOST_NUMBERS / numbers));
    this.joined = new float[0][];
    this.room = Tensor.allocate(model.signature().outputs().get(0), 1);
    this.written = room.floats();
    this.outputs = List.of(room);
    this.hidden = embeds ? embeddings(0) : null;
  }

  private Tensor embeddings(int rows) {
    int before = layers.kernels.length - 2;
    int numbers = before < 0 ? width() : layers.kernels[before].size();
    return Tensor.allocate(TensorSpec.float32(LoadedModel.EMBEDDING, numbers), rows);
  }

  /** The arrays of layers that run one after the other. */
  private static final class Chain {
    private final Kernel[] kernels;
    private final float[][][] scratch;
    private final long size;

    /** The outputs of each layer. */
    private final float[][][] outputs;

    /** The used positions of each row; null if there can be no padding. */
    private int @Nullable [] used;

    Chain(List<Kernel> kernels) {
      this.kernels = kernels.toArray(Kernel[]::new);
      this.scratch = kernels.stream().map(Kernel::scratch).toArray(float[][][]::new);
      this.size = kernels.stream().filter(k -> !k.inPlace()).mapToLong(Kernel::size).sum();
      this.outputs = new float[kernels.size()][][];
    }

    /** Returns what the last layer received, whose rows begin in some. */
    float[][] beforeLast(float[][] inputs) {
      return kernels.length < 2 ? inputs : outputs[kernels.length - 2];
    }

    /** Allocates arrays for rows that begin in some. */
    void allocate(float[][] inputs) {
      boolean ids = kernels.length > 0 && kernels[0] instanceof EmbeddingKind.Vectors;
      used = ids ? new int[inputs.length] : null;
      float[][] last = inputs;
      for (int i = 0; i < kernels.length; i++) {
        last = kernels[i].inPlace() ? last : new float[inputs.length][kernels[i].size()];
        outputs[i] = last;
      }
    }

    float[][] run(float[][] inputs, int rows) {
      int[] places = used;
      float[][] last = inputs;
      for (int i = 0; i < kernels.length; i++) {
        if (places != null && kernels[i] instanceof Kernel.Padded padded) {
          padded.run(last, outputs[i], places, rows, scratch[i]);
        } else {
          kernels[i].run(last, outputs[i], rows, scratch[i]);
        }
        last = outputs[i];
      }
      return last;
    }
  }

  /** Reads an input, and runs the layers of its branch. */
  private static final class Reader {
    private final int input;
    private final TensorSpec spec;
    private final Kernel begins;
    private final Chain chain;
    private final int width;
    private float[][] numbers = new float[0][];
    private @Nullable Tensor read;
    private @Nullable FloatBuffer floats;

    Reader(JavaModel.Start start, JavaModel model) {
      this.input = start.input();
      this.spec = model.signature().inputs().get(input);
      this.begins = start.kernels().isEmpty() ? model.kernels().get(0) : start.kernels().get(0);
      this.chain = new Chain(start.kernels());
      List<Kernel> kernels = start.kernels();
      this.width = kernels.isEmpty() ? spec.numbers() : kernels.get(kernels.size() - 1).size();
    }

    void allocate(int rows) {
      numbers = chain.kernels.length == 0 ? numbers : new float[rows][spec.numbers()];
      chain.allocate(numbers);
    }

    /** Writes the end of the branch for some rows of a tensor into the rows of all branches. */
    void run(Tensor from, int first, int rows, float[][] joined, int place) {
      if (chain.kernels.length == 0) {
        copy(from, first, rows, joined, place);
        return;
      }
      copy(from, first, rows, numbers, 0);
      float[][] ends = chain.run(numbers, rows);
      for (int row = 0; row < rows; row++) {
        System.arraycopy(ends[row], 0, joined[row], place, width);
      }
    }

    private void copy(Tensor from, int first, int rows, float[][] to, int place) {
      int size = spec.numbers();
      if (begins instanceof EmbeddingKind.Vectors vectors) {
        for (int row = 0; row < rows; row++) {
          for (int i = 0; i < size; i++) {
            to[row][place + i] = vectors.id(from, (first + row) * size + i);
          }
        }
        return;
      }
      FloatBuffer view = floats;
      if (view == null || read != from) {
        view = from.floats();
        floats = view;
        read = from;
      }
      for (int row = 0; row < rows; row++) {
        view.get((first + row) * size, to[row], place, size);
      }
    }
  }

  private int width() {
    int width = 0;
    for (Reader reader : readers) {
      width += reader.width;
    }
    return width;
  }

  @Override
  public List<Tensor> run(List<Tensor> inputs) {
    use.begin(); // Two threads would share the arrays.
    try {
      int rows = TensorSpec.checkFit("inputs", model.signature().inputs(), inputs);
      prepare(rows);
      if (hidden != null && hidden.shape()[0] != rows) {
        hidden = embeddings(rows);
      }
      for (int first = 0; first < rows; first += block) {
        run(inputs, first, Math.min(block, rows - first));
      }
      return outputs;
    } finally {
      use.end();
    }
  }

  private void run(List<Tensor> inputs, int first, int rows) {
    int place = 0;
    for (Reader reader : readers) {
      reader.run(inputs.get(reader.input), first, rows, joined, place);
      place += reader.width;
    }
    float[][] ends = layers.run(joined, rows);
    for (int row = 0; row < rows; row++) {
      written.put((first + row) * ends[row].length, ends[row]);
    }
    if (hidden != null) {
      float[][] received = layers.beforeLast(joined);
      FloatBuffer into = hidden.floats();
      for (int row = 0; row < rows; row++) {
        into.put((first + row) * received[row].length, received[row]);
      }
    }
  }

  /** Makes room for rows. */
  private void prepare(int rows) {
    int least = Math.min(block, rows);
    if (joined.length < least) {
      joined = new float[least == 1 ? 1 : block][width()];
      for (Reader reader : readers) {
        reader.allocate(joined.length);
      }
      layers.allocate(joined);
    }
    if (outputs.get(0).shape()[0] != rows) {
      if (room.shape()[0] < rows) {
        room = Tensor.allocate(model.signature().outputs().get(0), rows);
        written = room.floats();
      }
      outputs = List.of(room.first(rows));
    }
  }

  @Override
  public Tensor embedding() {
    Tensor found = hidden;
    return found == null ? ModelWorker.super.embedding() : found;
  }

  @Override
  public void close() {
    use.close(() -> {});
  }
}
