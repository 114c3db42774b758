/**
 * Models in the ONNX format, which other libraries and languages write.
 *
 * <p>Start at {@link io.lifecycle4j.onnx.OnnxModels}. A file is a program: it is read and checked
 * before anything of it runs.
 */
@NullMarked
package io.lifecycle4j.onnx;

import org.jspecify.annotations.NullMarked;
