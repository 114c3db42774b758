package io.lifecycle4j.djl.model;

import static io.lifecycle4j.error.Preconditions.check;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.StandardCapabilities;
import ai.djl.util.cuda.CudaUtils;
import io.lifecycle4j.error.NotFoundException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where networks are trained or run: {@code cpu()}, {@code gpu(0)} or {@code auto()}.
 *
 * <p>A GPU needs PyTorch's native library for CUDA on the class path. Its results may differ from
 * those of the CPU in the last bits, and from one training to the next. Immutable and thread-safe.
 */
public final class ComputeDevice {
  private static final int CPU = -1;
  private static final int AUTO = -2;

  private final int index;

  private ComputeDevice(int index) {
    this.index = index;
  }

  /**
   * Returns the processor.
   *
   * @return the device
   */
  public static ComputeDevice cpu() {
    return new ComputeDevice(CPU);
  }

  /**
   * Returns a GPU.
   *
   * @param index the index of the GPU in this process, from 0
   * @return the device; its use throws a {@link NotFoundException} if the GPU does not exist
   */
  public static ComputeDevice gpu(int index) {
    check(index >= 0, "Invalid GPU: %s (must be at least 0)", index);
    return new ComputeDevice(index);
  }

  /**
   * Returns the first GPU, or the processor if there is none.
   *
   * @return the device
   */
  public static ComputeDevice auto() {
    return new ComputeDevice(AUTO);
  }

  /**
   * Finds the device, and starts PyTorch if necessary.
   *
   * @return the device in DJL
   * @throws NotFoundException if it is a GPU that does not exist, or PyTorch cannot use
   */
  public Device find() {
    DjlRuntime.start();
    int gpus = gpus();
    if (index == CPU || (index == AUTO && gpus == 0)) {
      return Device.cpu();
    }
    if (index >= gpus) {
      throw new NotFoundException(
          "Device does not exist: "
              + this
              + " (PyTorch can use "
              + gpus
              + " GPUs here; choose cpu() or auto(), or put ai.djl.pytorch:pytorch-native-cu124 on"
              + " the class path)");
    }
    return Device.gpu(Math.max(0, index));
  }

  private static int gpus() {
    Engine engine = Engine.getEngine(DjlRuntime.ENGINE);
    return engine.hasCapability(StandardCapabilities.CUDA) ? engine.getGpuCount() : 0;
  }

  /**
   * Describes the device that is found, for the record of a run.
   *
   * @return {@code device}, and of a GPU its {@code gpu.computeCapability} and the {@code
   *     cuda.version}
   */
  public Map<String, String> facts() {
    Device found = find();
    Map<String, String> facts = new TreeMap<>();
    facts.put("device", found.isGpu() ? "gpu(" + found.getDeviceId() + ")" : "cpu");
    if (found.isGpu()) {
      facts.put("cuda.version", CudaUtils.getCudaVersionString());
      facts.put("gpu.computeCapability", CudaUtils.getComputeCapability(found.getDeviceId()));
    }
    return facts;
  }

  /** Returns the device as it was chosen, such as {@code gpu(0)}. */
  @Override
  public String toString() {
    return index == CPU ? "cpu" : index == AUTO ? "auto" : "gpu(" + index + ")";
  }
}
