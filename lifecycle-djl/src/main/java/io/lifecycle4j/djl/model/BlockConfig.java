package io.lifecycle4j.djl.model;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.schema.Signature;

/**
 * What a block of an application is created for.
 *
 * @param text the configuration in the model version, in a format of the block; empty if none was
 *     given
 * @param signature the input and output tensors of the network, in the order in which the block
 *     receives and returns arrays
 */
public record BlockConfig(String text, Signature signature) {
  /** Checks the parts. */
  public BlockConfig {
    required(text, "configuration of a block");
    required(signature, "signature");
  }
}
