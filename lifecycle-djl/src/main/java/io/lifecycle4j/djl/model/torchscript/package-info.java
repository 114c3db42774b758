/**
 * The scan of TorchScript programs before PyTorch sees them.
 *
 * <p>Start at {@link io.lifecycle4j.djl.model.torchscript.TorchScriptScan}.
 */
@NullMarked
package io.lifecycle4j.djl.model.torchscript;

import org.jspecify.annotations.NullMarked;
