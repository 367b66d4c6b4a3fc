/** The command lines of `watch` and `ps`. */
import { describe, expect, test } from 'vitest';
import { UsageError } from '../src/errors.ts';
import { parseOptions } from '../src/options.ts';

const display = { fps: 4, isAscii: false, isColourAllowed: true, theme: 'dark' };

const watch = {
  command: 'watch',
  target: { kind: 'pid', pid: 4242 },
  thresholdMs: 50,
  durationMs: null,
  logFile: null,
  hasConsent: false,
  assertions: [],
  prometheusPort: null,
  output: 'auto',
  display,
};

const command = (...words: string[]) => ({ ...watch, target: { kind: 'command', command: words } });

describe('watch', () => {
  test('takes the id of a process', () => {
    expect(parseOptions(['watch', '4242'])).toEqual(watch);
    expect(parseOptions(['watch', '4242', '--yes'])).toEqual({ ...watch, hasConsent: true });
    expect(parseOptions(['watch', '--yes', '4242'])).toEqual({ ...watch, hasConsent: true });
  });

  test('takes a command after --, with all of its own options', () => {
    expect(
      parseOptions(['watch', '--', 'node', 'server.js', '--port', '8080', '--json', '--fps', '9']),
    ).toEqual(command('node', 'server.js', '--port', '8080', '--json', '--fps', '9'));
    expect(parseOptions(['watch', '--json', '--', 'npm', 'start'])).toEqual({
      ...command('npm', 'start'),
      output: 'json',
    });
    expect(parseOptions(['watch', 'node', 'server.js'])).toEqual(command('node', 'server.js'));
  });

  test('takes everything else that it can be told', () => {
    const flags = [
      '--threshold',
      '100',
      '--duration',
      '1.5',
      '--log',
      'out.log',
      '--prometheus',
      '9100',
      '--plain',
    ];
    const bounds = ['--assert', 'loop.lagP99Ms < 50', '--assert', 'stalls.count == 0'];
    expect(parseOptions(['watch', ...flags, ...bounds, '--', 'node', 'x'])).toEqual({
      ...command('node', 'x'),
      thresholdMs: 100,
      durationMs: 1500,
      logFile: 'out.log',
      prometheusPort: 9100,
      output: 'plain',
      assertions: ['loop.lagP99Ms < 50', 'stalls.count == 0'],
    });
  });

  test.each([
    [['watch'], /missing required argument[^]*jugglers ps/],
    [['watch', '0'], /expected the id of a process[^]*got `0`/],
    [['watch', 'node', 'x', '--port', '1'], /unknown option '--port'[^]*after `--`/],
    [['watch', '4242', '--threshold', '3'], /--threshold: expected milliseconds from 10 to 60000, got `3`/],
    [['watch', '4242', '--duration', '0'], /--duration: expected seconds, more than 0, got `0`/],
    [['watch', '4242', '--prometheus', '70000'], /--prometheus: expected a whole number from 0 to 65535/],
    [['watch', '4242', '--log', 'x'], /--log is for a command that is started here/],
    [['watch', '4242', '--json', '--plain'], /cannot be used with/],
  ])('%j is refused', (argv, message) => {
    expect(() => parseOptions(argv)).toThrow(message);
    expect(() => parseOptions(argv)).toThrow(UsageError);
  });
});

test('ps', () => {
  expect(parseOptions(['ps'])).toEqual({ command: 'ps', output: 'auto', display });
  expect(parseOptions(['ps', '--json'])).toEqual({ command: 'ps', output: 'json', display });
  expect(parseOptions(['ps', '--plain'])).toEqual({ command: 'ps', output: 'plain', display });
});
