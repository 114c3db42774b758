package io.lifecycle4j.core.registry;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.RandomAccess;

/**
 * An immutable list. A list with one more element shares nearly all of it, so that a long list
 * grows by small copies.
 */
final class SharedList<T> extends AbstractList<T> implements RandomAccess {
  private static final int BLOCK = 64;

  /** Each of {@code BLOCK} elements. */
  private final List<List<T>> blocks;

  /** The last elements, fewer than a block. */
  private final List<T> rest;

  private SharedList(List<List<T>> blocks, List<T> rest) {
    this.blocks = blocks;
    this.rest = rest;
  }

  static <T> SharedList<T> empty() {
    return new SharedList<>(List.of(), List.of());
  }

  SharedList<T> with(T element) {
    List<T> longer = copy(rest, element);
    return longer.size() < BLOCK
        ? new SharedList<>(blocks, longer)
        : new SharedList<>(copy(blocks, longer), List.of());
  }

  /** Returns a list with another element in a place. */
  SharedList<T> with(int index, T element) {
    int block = index / BLOCK;
    return block < blocks.size()
        ? new SharedList<>(
            replaced(blocks, block, replaced(blocks.get(block), index % BLOCK, element)), rest)
        : new SharedList<>(blocks, replaced(rest, index % BLOCK, element));
  }

  private static <E> List<E> replaced(List<E> list, int index, E element) {
    List<E> changed = new ArrayList<>(list);
    changed.set(index, element);
    return changed;
  }

  private static <E> List<E> copy(List<E> list, E element) {
    List<E> longer = new ArrayList<>(list.size() + 1);
    longer.addAll(list);
    longer.add(element);
    return longer;
  }

  @Override
  public T get(int index) {
    int block = index / BLOCK; // 0 for an index just below 0, which is rejected below
    return block < blocks.size() ? blocks.get(block).get(index % BLOCK) : rest.get(index % BLOCK);
  }

  @Override
  public int size() {
    return blocks.size() * BLOCK + rest.size();
  }
}
