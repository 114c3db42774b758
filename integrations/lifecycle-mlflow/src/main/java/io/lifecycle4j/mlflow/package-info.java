/**
 * Takes over the runs of a folder that MLflow's file store wrote.
 *
 * <p>Start at {@link io.lifecycle4j.mlflow.MlflowImport}. It records through {@link
 * io.lifecycle4j.tracking.spi.RunImports}, and so into whatever tracker the home has. Nothing in
 * such a folder is believed: files may be torn, links may lead anywhere, names may be what is not
 * allowed here.
 */
@NullMarked
package io.lifecycle4j.mlflow;

import org.jspecify.annotations.NullMarked;
