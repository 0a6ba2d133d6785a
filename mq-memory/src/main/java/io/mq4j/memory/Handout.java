package io.mq4j.memory;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a group shares a topic out among its members. Guarded by the group. */
interface Handout {
  /** Delivers to the member, behind what is there already, up to {@code max} in all. */
  void take(Member member, List<MemoryDelivery> taken, int max, long now);

  /** The message is nobody's now; from the due time on somebody shall have it. */
  void giveBack(Marks marks, int index, long due, long now);

  /** The members have changed. */
  void share(List<Member> members);

  /** The member that shall wake up for a new message of this partition, if it waits. */
  @Nullable Member next(List<Member> members, int partition);

  /** When there will be something for the member without a new message, or never. */
  long nextDue(Member member);

  /** Makes open again what only this handout knows of: another takes over. */
  void abandon();
}
