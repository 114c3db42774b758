package io.lifecycle4j.djl.model;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.Pair;
import ai.djl.util.PairList;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorType;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * Reads the parameters that DJL's {@code Model.save} wrote.
 *
 * <p>DJL accepts a file of another network in silence: the shapes of the file win, missing ends are
 * not noticed. So the parameters are compared with those of a fresh network, by name and shape.
 */
final class DjlParameters {
  /** The name of the file in a model from elsewhere. */
  static final String NAME = "elsewhere.params";

  private static final byte[] MAGIC = "DJL@".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;

  private DjlParameters() {}

  /** Returns whether bytes begin like a file of DJL. */
  static boolean isBegin(byte[] bytes) {
    return bytes.length >= MAGIC.length
        && Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  /**
   * Reads a file.
   *
   * @param network creates a network without values
   * @return the parameters in the order of the network
   * @throws UntrustedModelException if the file does not have exactly the parameters of the network
   */
  static List<Tensor> read(
      byte[] bytes, Supplier<Block> network, Signature signature, NDManager manager) {
    Block fresh = fresh(network.get(), signature, manager);
    Block loaded = network.get();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      skipHead(in);
      loaded.loadParameters(manager, in);
      if (in.read() >= 0) {
        throw unfit(
            "bytes follow the parameters of the network (it has more layers in the file; the output"
                + " layer is added to those given)");
      }
    } catch (EOFException e) {
      throw new UntrustedModelException(
          "Cannot read DJL parameters: the file ends " + missing(loaded), e);
    } catch (LifecycleException e) {
      throw e;
    } catch (IOException | MalformedModelException | RuntimeException | OutOfMemoryError e) {
      // DJL allocates arrays of whatever length a damaged file states.
      throw new UntrustedModelException("Cannot read DJL parameters: " + e, e);
    }
    return compared(loaded.getParameters(), fresh.getParameters());
  }

  private static String missing(Block loaded) {
    List<String> missing = new ArrayList<>();
    int known = 0;
    for (Pair<String, Parameter> each : loaded.getParameters()) {
      if (each.getValue().isInitialized()) {
        known++;
      } else {
        missing.add(each.getKey());
      }
    }
    return known == 0 || missing.isEmpty()
        ? "too early"
        : "before the parameter "
            + missing.get(0)
            + " of the network (it is cut off, or has fewer layers: the output layer is added to"
            + " those given)";
  }

  /** Initialises a network with zeros: a random number would be missing in a training. */
  private static Block fresh(Block block, Signature signature, NDManager manager) {
    block
        .getParameters()
        .values()
        .forEach(parameter -> parameter.setInitializer(Initializer.ZEROS));
    block.initialize(manager, DataType.FLOAT32, TensorTypes.shapes(signature.inputs(), 1));
    return block;
  }

  private static void skipHead(DataInputStream in) throws IOException {
    in.readFully(new byte[MAGIC.length]);
    int version = in.readInt();
    if (version != VERSION) {
      throw unfit("version is " + version + " (must be " + VERSION + ")");
    }
    in.readUTF(); // the name of the model
    in.readUTF(); // the type of its numbers
    for (int left = in.readInt(); left > 0; left--) {
      in.readUTF();
      Shape.decode(in);
    }
    for (int left = in.readInt(); left > 0; left--) {
      in.readUTF();
      in.readUTF();
    }
  }

  private static List<Tensor> compared(
      PairList<String, Parameter> found, PairList<String, Parameter> wanted) {
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      Pair<String, Parameter> parameter = wanted.get(i);
      Shape shape = parameter.getValue().getArray().getShape();
      Parameter other = found.get(i).getValue();
      if (!other.isInitialized() || !other.getArray().getShape().equals(shape)) {
        throw unfit(
            parameter.getKey()
                + " is "
                + (other.isInitialized() ? other.getArray().getShape() : "missing")
                + " (must be "
                + shape
                + ")");
      }
      tensors.add(tensor(parameter.getKey(), other.getArray()));
    }
    return tensors;
  }

  private static Tensor tensor(String name, NDArray array) {
    if (array.getDataType() != DataType.FLOAT32) {
      throw unfit(name + " is " + array.getDataType() + " (must be float32)");
    }
    ByteBuffer bytes = array.toByteBuffer();
    return new Tensor(name, TensorType.FLOAT32, bytes, array.getShape().getShape());
  }

  private static UntrustedModelException unfit(String problem) {
    return new UntrustedModelException("Cannot read DJL parameters: " + problem);
  }
}
