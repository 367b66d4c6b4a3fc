import { describe, expect, it, test } from 'vitest';
import { parallel, withState } from '../fixtures/states.ts';
import { useStages } from './stage.tsx';
import type { Stage } from './stage.tsx';

const stageOf = useStages();

describe('every way out gives the terminal back', () => {
  const isGivenBack = async (stage: Stage): Promise<void> => {
    await stage.emulator.feed('');
    expect(stage.emulator.isAlternate).toBe(false);
    expect(stage.terminal.written.join('').lastIndexOf('\u001B[?25h')).toBeGreaterThanOrEqual(
      stage.terminal.written.join('').lastIndexOf('\u001B[?25l'),
    );
    expect(stage.terminal.keyboard.isRaw).toBe(false);
    expect(stage.terminal.isClosed).toBe(true);
  };

  it('unmount, however often', async () => {
    const stage = stageOf();
    await stage.waitFor('jugglers');
    expect([stage.emulator.isAlternate, stage.terminal.keyboard.isRaw]).toEqual([true, true]);
    stage.mounted.unmount();
    stage.mounted.unmount();
    expect(await stage.mounted.waitUntilExit).toBe(null);
    await isGivenBack(stage);
  });

  it('a panel that throws at first', async () => {
    const broken = withState({ run: { ...parallel.state.run, tasks: null } as never });
    const stage = stageOf({ snapshot: broken });
    expect(await stage.mounted.waitUntilExit).toBeInstanceOf(TypeError);
    await isGivenBack(stage);
  });

  it('a panel that throws later', async () => {
    const stage = stageOf();
    await stage.waitFor('jugglers');
    stage.store.show(withState({ run: { ...parallel.state.run, tasks: null } as never }));
    expect(await stage.mounted.waitUntilExit).toBeInstanceOf(TypeError);
    await isGivenBack(stage);
  });

  it('an action that throws', async () => {
    const stage = stageOf({
      onAction: () => {
        throw new Error('no such lab');
      },
    });
    await stage.waitFor('jugglers');
    stage.type('r');
    expect(await stage.mounted.waitUntilExit).toEqual(new Error('no such lab'));
    await isGivenBack(stage);
  });

  test.each(['Ctrl-Z', 'a signal'])('and takes it again after %s', async how => {
    const stage = stageOf();
    const before = await stage.waitFor('jugglers');
    const seen: boolean[] = [];
    stage.terminal.whileStopped = async () => {
      await stage.emulator.feed('$ a shell was here\r\n');
      seen.push(stage.emulator.isAlternate, stage.terminal.keyboard.isRaw);
    };
    if (how === 'Ctrl-Z') stage.type('\u001A');
    else stage.terminal.askToStop();
    await stage.waitFor(
      () => seen.length > 0 && stage.emulator.isAlternate && stage.emulator.text()[0] !== '',
    );
    expect(seen).toEqual([false, false]);
    expect([stage.terminal.stops, stage.terminal.keyboard.isRaw]).toEqual([1, true]);
    expect(stage.emulator.text()).toEqual(before);
    stage.type('?');
    await stage.waitFor('close help');
  });
});
