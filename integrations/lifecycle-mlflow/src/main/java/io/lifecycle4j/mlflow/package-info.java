/**
 * Imports the runs of a folder that MLflow's file store wrote.
 *
 * <p>Start at {@link io.lifecycle4j.mlflow.MlflowImport}. It records through {@link
 * io.lifecycle4j.tracking.spi.RunImports}, and therefore to any tracker of a home. The content of
 * such a folder is not trusted: files may be incomplete, links may lead anywhere, names may not be
 * allowed.
 */
@NullMarked
package io.lifecycle4j.mlflow;

import org.jspecify.annotations.NullMarked;
