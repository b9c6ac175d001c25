export const importPaths = {
  imports: () => '/imports',
  import: (id: number) => `/imports/${id}`,
  importAction: (id: number, action: 'run' | 'stop' | 'discard') => `/imports/${id}/${action}`,
  importRefusals: (id: number) => `/imports/${id}/refused.csv`,
}
