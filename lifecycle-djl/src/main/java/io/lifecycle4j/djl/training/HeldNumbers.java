package io.lifecycle4j.djl.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.pytorch.engine.PtNDArray;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the memory of the numbers that blocks and losses multiply by, on the thread that creates
 * this, until it is released.
 *
 * <p>For {@code array.mul(2)}, DJL creates an array of the number and closes it at once, so that
 * its memory is left to the garbage collector. PyTorch reads it again in the backward pass, whose
 * gradients are arbitrary if garbage was collected in between. Blocks and losses of DJL and of
 * applications multiply in this way; those of the library use arrays that live long enough.
 *
 * <p>DJL has no hook for this, so that its fields are used. If reflection is not allowed, or
 * another release lacks a field, nothing is kept, and a warning is logged once.
 */
final class HeldNumbers {
  private static final Logger LOG = LoggerFactory.getLogger(HeldNumbers.class);

  private static final @Nullable Fields FIELDS = Fields.find();

  private final @Nullable NDScope scope;
  private final List<Object> kept = new ArrayList<>();

  /**
   * Private fields of DJL.
   *
   * @param registered of a scope, the map to which it adds each array that is created
   * @param memory of an array, its memory if it is that of a buffer
   */
  private record Fields(Field registered, Field memory) {
    static @Nullable Fields find() {
      try {
        Field registered = NDScope.class.getDeclaredField("resources");
        Field memory = PtNDArray.class.getDeclaredField("dataRef");
        registered.setAccessible(true);
        memory.setAccessible(true);
        return new Fields(registered, memory);
      } catch (NoSuchFieldException | InaccessibleObjectException e) {
        LOG.warn(
            "Cannot keep the numbers that blocks and losses of DJL or of the application multiply"
                + " by: multiply by arrays instead, or some gradients may be wrong",
            e);
        return null; // DJL may be a module that does not open its packages.
      }
    }
  }

  HeldNumbers() {
    Fields fields = FIELDS;
    scope = fields == null ? null : new NDScope();
    if (fields != null) {
      try {
        fields.registered.set(scope, new Registered(fields.memory));
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(e); // it is accessible
      }
    }
  }

  /** Leaves the memory to the garbage collector. */
  void release() {
    if (scope != null) {
      scope.close();
    }
    kept.clear();
  }

  /** Receives each array when it is created, and registers none, so that the scope closes none. */
  private final class Registered extends IdentityHashMap<NDArray, NDArray> {
    private static final long serialVersionUID = 1L;

    private final transient Field memory;

    Registered(Field memory) {
      this.memory = memory;
    }

    @Override
    public @Nullable NDArray put(NDArray array, NDArray same) {
      if (array instanceof PtNDArray) {
        try {
          Object bytes = memory.get(array);
          if (bytes != null) {
            kept.add(bytes);
          }
        } catch (IllegalAccessException e) {
          throw new IllegalStateException(e); // it is accessible
        }
      }
      return null;
    }
  }
}
