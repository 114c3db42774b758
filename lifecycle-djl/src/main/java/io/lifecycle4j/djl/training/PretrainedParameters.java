package io.lifecycle4j.djl.training;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import java.io.IOException;

/** Gives a new network values that training begins with, such as those of a pretrained backbone. */
@FunctionalInterface
public interface PretrainedParameters {
  /**
   * Sets parameters, and freezes those that training must not change. A parameter without a value
   * is then initialised at random. The model version keeps all values, so that serving needs none
   * of the files that this method reads.
   *
   * @param network the network, none of whose parameters has a value
   * @param manager the owner of the values, for {@link Block#loadParameters}
   * @throws IOException if a file cannot be read
   * @throws MalformedModelException if a file does not fit its block
   */
  void load(Block network, NDManager manager) throws IOException, MalformedModelException;
}
