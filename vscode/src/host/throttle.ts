/** Of what comes often by the same name, only some states are passed on, and always the last. */
export class Throttle<T> {
  private readonly waiting = new Map<string, T>();
  private readonly last = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;

  /** @param interval between two states of one name, in milliseconds. */
  constructor(
    private readonly pass: (name: string, value: T) => void,
    private readonly interval = 50,
    private readonly now: () => number = Date.now,
  ) {}

  add(name: string, value: T): void {
    if (!this.waiting.has(name) && this.now() - (this.last.get(name) ?? -Infinity) >= this.interval) {
      this.send(name, value);
      return;
    }
    this.waiting.set(name, value);
    this.timer ??= setTimeout(() => this.flush(), this.interval);
  }

  /** Passes on what waits. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const [name, value] of [...this.waiting]) {
      this.waiting.delete(name);
      this.send(name, value);
    }
  }

  forget(name: string): void {
    this.waiting.delete(name);
    this.last.delete(name);
  }

  private send(name: string, value: T): void {
    this.last.set(name, this.now());
    this.pass(name, value);
  }
}
